import { expect } from 'vitest';

import { conformance } from './behaviour';
import { getText } from './monitoring-client';

const behaviour = conformance('monitoring-http');

const JSON_PATHS = [
  '/streaming/serverz',
  '/streaming/storez',
  '/streaming/clientsz',
  '/streaming/channelsz',
];

for (const path of JSON_PATHS) {
  behaviour(
    `${path} is JSON, indented by two blanks, without a line end after it`,
    async ({ target, stan }) => {
      const client = await stan();
      await client.subscribe('a');

      const { status, contentType, text } = await getText(target, path);

      expect([status, contentType]).toEqual([200, 'application/json']);
      expect(text).toBe(JSON.stringify(JSON.parse(text), null, 2));
    },
  );

  behaviour(`${path}?callback=f is JSONP`, async ({ target }) => {
    const { status, contentType, text } = await getText(target, `${path}?callback=f`);

    expect([status, contentType]).toEqual([200, 'application/javascript']);
    expect(text).toMatch(/^f\(\{\n[^]*\n\}\)$/);
    const inner = text.slice('f('.length, -1);
    expect(inner).toBe(JSON.stringify(JSON.parse(inner), null, 2));
  });
}

behaviour('/streaming is an HTML index of the four pages', async ({ target }) => {
  const { status, contentType, text } = await getText(target, '/streaming');

  expect([status, contentType]).toEqual([200, 'text/html; charset=utf-8']);
  expect(
    [...text.matchAll(/<a href=(\/\S+?)>(.*?)<\/a>/g)].map(([, href, label]) => [href, label]),
  ).toEqual([
    ['/streaming/serverz', 'server'],
    ['/streaming/storez', 'store'],
    ['/streaming/clientsz', 'clients'],
    ['/streaming/channelsz', 'channels'],
  ]);
});

for (const path of [
  '/streaming/',
  '/streaming/nothing',
  '/streaming/isFTActive',
  '/healthz',
  '/nothing',
  '/streaming/serverz/',
]) {
  behaviour(`${path} is not there: 404`, async ({ target }) => {
    expect(await getText(target, path)).toEqual({
      status: 404,
      contentType: 'text/plain; charset=utf-8',
      text: '404 page not found\n',
    });
  });
}

behaviour('a client that is not there: 404 that names it', async ({ target }) => {
  expect(await getText(target, '/streaming/clientsz?client=nobody')).toEqual({
    status: 404,
    contentType: 'text/plain; charset=utf-8',
    text: 'Client nobody not found\n',
  });
});

behaviour('a channel that is not there: 404 that names it', async ({ target }) => {
  expect(await getText(target, '/streaming/channelsz?channel=no.where&subs=1')).toEqual({
    status: 404,
    contentType: 'text/plain; charset=utf-8',
    text: 'Channel no.where not found\n',
  });
});

behaviour('a 404 is not JSONP', async ({ target }) => {
  expect((await getText(target, '/streaming/channelsz?channel=no&callback=f')).text).toBe(
    'Channel no not found\n',
  );
});

behaviour('parameters that the server does not know are no error', async ({ target }) => {
  expect((await getText(target, '/streaming/serverz?x=1&subs=maybe')).status).toBe(200);
});

behaviour('HEAD is answered without a body', async ({ target }) => {
  const response = await fetch(`${target.monitoringUrl}/streaming/serverz`, { method: 'HEAD' });

  expect(response.status).toBe(200);
  expect(response.headers.get('content-type')).toBe('application/json');
  expect(Number(response.headers.get('content-length'))).toBeGreaterThan(300);
});

for (const [path, keys] of [
  [
    '/varz',
    [
      'server_id',
      'version',
      'proto',
      'port',
      'max_payload',
      'now',
      'uptime',
      'connections',
      'in_msgs',
      'out_msgs',
      'in_bytes',
      'out_bytes',
      'subscriptions',
    ],
  ],
  ['/connz', ['server_id', 'now', 'num_connections', 'total', 'offset', 'limit', 'connections']],
  ['/subsz', ['num_subscriptions']],
  ['/routez', ['server_id', 'now', 'num_routes', 'routes']],
] as const) {
  behaviour(`${path} of core NATS answers there too`, async ({ target }) => {
    const { status, contentType, text } = await getText(target, path);

    expect([status, contentType]).toEqual([200, 'application/json']);
    expect(Object.keys(JSON.parse(text) as object)).toEqual(expect.arrayContaining([...keys]));
  });
}
