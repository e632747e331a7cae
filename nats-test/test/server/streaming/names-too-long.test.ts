import { describe, expect, it } from 'vitest';
import { CLIENTS_MAX } from '../../../src/server/streaming/clients';
import { openStreaming } from '../../support/streaming-stage';
import { wire } from '../../support/stan-wire';

const TOO_LONG = /name too long: .* 4096 bytes/;
const long = 'x'.repeat(4097);

describe('a name of more than 4096 bytes', () => {
  it('is no client ID, and no heartbeat inbox', () => {
    const { client } = openStreaming();
    const asker = client('asker');
    const ask = (request: object): string =>
      wire.connectResponse.decode(
        asker.request('_STAN.discover.ticketing', wire.connectRequest.encode(request)),
      ).error;

    expect(ask({ clientID: long, heartbeatInbox: 'a' })).toMatch(TOO_LONG);
    expect(ask({ clientID: 'c', heartbeatInbox: long })).toMatch(TOO_LONG);
    expect(ask({ clientID: 'x'.repeat(4096), heartbeatInbox: 'a' })).toBe('');
  });

  it.each(['subject', 'inbox', 'qGroup', 'durableName'])('is no %s of a subscription', (field) => {
    const { client, server } = openStreaming();

    expect(() => client('a').subscribe('c', { [field]: long })).toThrow(TOO_LONG);
    expect(server.state.channels.count).toBe(0);
  });

  it('is no channel to publish to', () => {
    const { client, server } = openStreaming();

    const asker = client('a');
    const answer = wire.pubAck.decode(
      asker.request(
        `${asker.server.pubPrefix}.x`,
        wire.pubMsg.encode({ clientID: 'a', guid: 'g', subject: long }),
      ),
    );

    expect(answer.error).toMatch(TOO_LONG);
    expect(server.state.channels.count).toBe(0);
  });
});

it('takes no more clients than it may, and takes the next one when one has gone', () => {
  const { client, server } = openStreaming();
  const asker = client('asker');
  const { clients } = server.state;
  for (let i = clients.count; i < CLIENTS_MAX; i++) {
    clients.register({
      clientID: `c${i}`,
      heartbeatInbox: 'a',
      protocol: 1,
      connID: new Uint8Array(0),
      pingInterval: 0,
      pingMaxOut: 0,
    });
  }
  const connect = (): string =>
    wire.connectResponse.decode(
      asker.request(
        '_STAN.discover.ticketing',
        wire.connectRequest.encode({ clientID: 'one-more', heartbeatInbox: 'a' }),
      ),
    ).error;

  const refused = connect();
  server.state.closeClient('c1');

  expect([refused, connect()]).toEqual(['too many clients', '']);
});

it('gives up a client whose heartbeats would be answered by the server itself', () => {
  const { client, server, elapse } = openStreaming();
  const asker = client('asker');
  asker.request(
    '_STAN.discover.ticketing',
    wire.connectRequest.encode({ clientID: 'c', heartbeatInbox: '_STAN.discover.ticketing' }),
  );

  elapse(31_000);

  expect([...server.state.clients.all()].map(({ id }) => id)).toEqual(['asker']);
});
