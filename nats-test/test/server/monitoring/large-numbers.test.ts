import { expect, test } from 'vitest';

import type { EmbeddedServer } from '../../../src/index';
import { connectStan, openServer, subscribe } from '../../support/embedded-stage';

const INT_MAX = '9223372036854775807';

/** The lines of a page. */
async function linesOf(server: EmbeddedServer, path: string): Promise<string[]> {
  const response = await fetch(`${server.monitoringUrl}${path}`);
  return (await response.text()).split('\n');
}

// As the real server has it, digit by digit: Go's numbers have 64 bits, and a larger one is the largest.
test.each([
  [`limit=${INT_MAX}`, { offset: '0', limit: INT_MAX, count: 1 }],
  ['limit=99999999999999999999999', { offset: '0', limit: INT_MAX, count: 1 }],
  ['limit=9007199254740993', { offset: '0', limit: '9007199254740993', count: 1 }],
  ['limit=-99999999999999999999999', { offset: '0', limit: '1024', count: 1 }],
  ['offset=-99999999999999999999999', { offset: '0', limit: '1024', count: 1 }],
  ['offset=9007199254740993', { offset: '9007199254740993', limit: '1024', count: 0 }],
  // The real server's addition runs over here, and its connection breaks; this one gives the rest.
  [`offset=${INT_MAX}`, { offset: INT_MAX, limit: '1024', count: 0 }],
  [`offset=1&limit=${INT_MAX}`, { offset: '1', limit: INT_MAX, count: 0 }],
])('%s of one client and of one channel', async (query, { offset, limit, count }) => {
  const server = await openServer();
  const client = await connectStan(server);
  await subscribe(client, 'a', client.subscriptionOptions(), () => undefined);
  const head = [`  "offset": ${offset},`, `  "limit": ${limit},`, `  "count": ${count},`];

  expect((await linesOf(server, `/streaming/clientsz?${query}&subs=1`)).slice(4, 7)).toEqual(head);
  expect((await linesOf(server, `/streaming/channelsz?${query}`)).slice(4, 7)).toEqual(head);
});
