import { describe, expect, it } from 'vitest';
import type { Store } from '../../../src/server/stores/store';
import { wire } from '../../support/stan-wire';
import { openStreaming, type StreamingStage } from '../../support/streaming-stage';

/** How many messages clients have got. */
function sentToClients({ broker }: StreamingStage): number {
  return [...broker.connections].reduce((sum, { outMsgs }) => sum + outMsgs, 0);
}

/** A stage on which it is noted how much had gone to clients at each flush that had messages to make safe. */
function openWatched(): StreamingStage & { readonly sentAtFlush: () => number[] } {
  const sentAtFlush: number[] = [];
  let sent = (): number => 0;
  let stored = (): number => 0;
  let safe = 0;
  const stage = openStreaming({
    wrapStore: (store): Store => ({
      type: store.type,
      limits: store.limits,
      recover: () => store.recover(),
      init: (server) => store.init(server),
      addClient: (client) => store.addClient(client),
      deleteClient: (clientId) => store.deleteClient(clientId),
      createChannel: (name) => store.createChannel(name),
      deleteChannel: (name) => store.deleteChannel(name),
      flush: () => {
        store.flush();
        if (stored() === safe) return;
        safe = stored();
        sentAtFlush.push(sent());
      },
      begin: () => store.begin(),
      close: () => store.close(),
      abandon: () => store.abandon(),
    }),
  });
  sent = () => sentToClients(stage);
  stored = () =>
    [...stage.server.state.channels.all()].reduce((sum, it) => sum + it.store.msgs.last, 0);
  return { ...stage, sentAtFlush: () => sentAtFlush.splice(0) };
}

describe('a published message', () => {
  it('is delivered before its publisher gets the ack', () => {
    const client = openStreaming().client('one');
    const subscription = client.subscribe('a');
    client.arrivals.length = 0;

    const [ack] = client.publishAll('a', ['x']);

    expect(client.arrivals).toEqual([subscription.inbox, ack]);
  });

  it('is flushed before it is delivered or acknowledged', () => {
    const stage = openWatched();
    const { client, sentAtFlush } = stage;
    const one = client('one');
    one.subscribe('a');
    sentAtFlush();
    const before = sentToClients(stage);

    one.publish('a');

    expect(sentAtFlush()).toEqual([before]);
  });

  it('shares one flush with all that come in the same turn', () => {
    const { client, sentAtFlush } = openWatched();
    const one = client('one');
    sentAtFlush();

    one.publishAll('a', ['x', 'y', 'z']);
    one.publishAll('b', ['x']);

    expect(sentAtFlush()).toHaveLength(2);
  });

  it('is acknowledged in the order of publishing', () => {
    const client = openStreaming().client('one');
    client.arrivals.length = 0;

    const acks = client.publishAll('a', ['1', '2', '3', '4']);

    expect(client.arrivals).toEqual(acks);
  });

  it('is stored and acknowledged when nobody is subscribed', () => {
    const client = openStreaming().client('one');

    expect(client.publish('a').error).toBe('');
    expect(client.subscribe('a', { startPosition: 4 }).takeSequences()).toEqual([1]);
  });

  it('does not reach a subscription before the response to its request', () => {
    const client = openStreaming().client('one');
    client.publish('a');
    client.arrivals.length = 0;

    const subscription = client.subscribe('a', { startPosition: 4 });

    expect(client.arrivals).toHaveLength(2);
    expect(client.arrivals[1]).toBe(subscription.inbox);
  });
});

describe("a publisher that names one of the server's own subjects for its answer", () => {
  it.each(['closeRequests', 'subRequests', 'unsubRequests', 'pubPrefix'] as const)(
    'does no harm: %s',
    (key) => {
      const { client, server } = openStreaming();
      const one = client('one');
      const subject = one.server[key] + (key === 'pubPrefix' ? '.a' : '');
      const message = { clientID: 'one', guid: 'g', subject: 'a', data: Buffer.from('x') };
      const bytes = wire.pubMsg.encode(message);

      one.peer.send(
        Buffer.concat([
          Buffer.from(`PUB ${one.server.pubPrefix}.a ${subject} ${bytes.length}\r\n`),
          bytes,
          Buffer.from('\r\n'),
        ]),
      );

      expect(client('two').publish('a', 'y').error).toBe('');
      expect(server.state.channels.get('a')?.store.msgs.last).toBe(2);
    },
  );
});
