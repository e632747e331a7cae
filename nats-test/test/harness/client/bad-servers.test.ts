import timers from 'node:timers';

import { afterEach, beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest';

import type { Delivery, HarnessClient } from '../../../src/harness/client/harness-client';
import type { Outcome } from '../../../src/harness/client/outcome';
import { createClient } from '../../../src/harness/client/stan-client';
import { wire } from '../../support/stan-wire';
import { openFakeServer, type FakeServerOptions } from './fake-streaming-server';

// Time-outs come in virtual time, which also knows how many timers are left.
beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval'] });
  // The library sets some timers by the global functions and some by those of the module.
  vi.spyOn(timers, 'setTimeout').mockImplementation(globalThis.setTimeout);
  vi.spyOn(timers, 'clearTimeout').mockImplementation(globalThis.clearTimeout);
});
afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

const TERMS = { maxInFlight: 100, ackWaitMs: 30_000 };
/** No start byte of a protobuf message is 0xff. */
const GARBAGE = Buffer.from([
  0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
]);

interface Stage {
  readonly client: HarnessClient;
  readonly lost: string[];
  /** Resolves when `lost` is called. */
  readonly whenLost: Promise<void>;
}

async function newClient(options: FakeServerOptions): Promise<Stage> {
  const url = await openFakeServer(options);
  const lost: string[] = [];
  let onLost = (): void => undefined;
  const whenLost = new Promise<void>((resolve) => (onLost = resolve));
  const client = createClient({ url, clusterId: 'fake' }, 'a', {
    lost: (error) => {
      lost.push(error);
      onLost();
    },
  });
  onTestFinished(() => client.destroy());
  return { client, lost, whenLost };
}

async function openClient(options: FakeServerOptions): Promise<Stage> {
  const stage = await newClient(options);
  expect(await stage.client.connect()).toEqual({ type: 'ok' });
  return stage;
}

/** Lets virtual time pass until the outcome is there: what is under way on the sockets needs turns of its own. */
async function afterTimeOut<T>(outcome: Promise<T>): Promise<T> {
  const state = { isSettled: false };
  const settled = outcome.finally(() => (state.isSettled = true));
  while (!state.isSettled) {
    await new Promise((resolve) => setImmediate(resolve));
    await vi.advanceTimersByTimeAsync(100);
  }
  return settled;
}

const closing: FakeServerOptions['onPublish'] = ({ peer }) => peer.socket.destroy();
const resetting: FakeServerOptions['onPublish'] = ({ peer }) => peer.socket.resetAndDestroy();

describe('while it connects', () => {
  test.each([
    [
      'is no NATS server',
      { greeting: 'HTTP/1.1 400 Bad Request\r\n' },
      /^127\.0\.0\.1:\d+ speaks no NATS: it sent "HTTP/,
    ],
    [
      'sends an INFO that is no JSON',
      { greeting: 'INFO {nonsense\r\n' },
      /^127\.0\.0\.1:\d+ speaks no NATS: its greeting can't be read \(.*JSON/,
    ],
    ['sends an INFO that is no object', { greeting: 'INFO null\r\n' }, /null/],
    [
      'names other servers that are none',
      { greeting: 'INFO {"connect_urls":["::::"]}\r\n' },
      /Invalid URL/,
    ],
    ['sends a line without an end', { greeting: 'x'.repeat(5000) }, /speaks no NATS: it sent "xx/],
    [
      'refuses the login',
      { onPing: ({ socket }) => socket.end("-ERR 'Authorization Violation'\r\n") },
      /Authorization Violation/,
    ],
    ['closes before it greets', { onPing: ({ socket }) => socket.destroy() }, /was closed$/],
    [
      'resets before it greets',
      { onPing: ({ socket }) => socket.resetAndDestroy() },
      /ECONNRESET|was closed/,
    ],
    [
      'refuses the client',
      {
        onConnectRequest: ({ reply, peer }) =>
          peer.send(reply, wire.connectResponse.encode({ error: 'stan: invalid clientID' })),
      },
      /^stan: invalid clientID$/,
    ],
  ] satisfies [string, FakeServerOptions, RegExp][])(
    'a server that %s fails for certain',
    async (_name, options, error) => {
      const { client, lost } = await newClient(options);
      expect(await client.connect()).toEqual({ type: 'fail', error: expect.stringMatching(error) });
      expect(lost).toEqual([]);
      expect(vi.getTimerCount()).toBe(0);
    },
  );

  test.each([
    ['closes when it is asked', { onConnectRequest: closing }, /was closed/],
    ['resets when it is asked', { onConnectRequest: resetting }, /was closed/],
    [
      'answers with garbage',
      { onConnectRequest: ({ reply, peer }) => peer.send(reply, GARBAGE) },
      /may be registered/,
    ],
    [
      'does not allow it to ask',
      { onConnectRequest: ({ peer }) => peer.socket.write("-ERR 'Permissions Violation'\r\n") },
      /Permissions Violation/,
    ],
    [
      'answers with an -ERR',
      { onConnectRequest: ({ peer }) => peer.socket.write("-ERR 'Slow Consumer'\r\n") },
      /Slow Consumer/,
    ],
  ] satisfies [string, FakeServerOptions, RegExp][])(
    'of a server that %s it is unknown whether the client is registered',
    async (_name, options, error) => {
      const { client, lost } = await newClient(options);
      expect(await client.connect()).toEqual({ type: 'info', error: expect.stringMatching(error) });
      expect(lost).toEqual([]);
      expect(vi.getTimerCount()).toBe(0);
    },
  );

  test('a server that takes the connection and says nothing fails for certain', async () => {
    const { client } = await newClient({ greeting: '' });
    expect(await afterTimeOut(client.connect())).toEqual({
      type: 'fail',
      error: expect.stringMatching(/^Nothing of NATS came from 127\.0\.0\.1/),
    });
    expect(vi.getTimerCount()).toBe(0);
  });

  test('a NATS server that does not answer a streaming client may have registered it', async () => {
    const { client } = await newClient({ onConnectRequest: () => undefined });
    expect(await afterTimeOut(client.connect())).toEqual({
      type: 'info',
      error: 'stan: connect request timeout (the client may be registered all the same)',
    });
    expect(vi.getTimerCount()).toBe(0);
  });

  test('a client that is destroyed does not wait on', async () => {
    const { client } = await newClient({ greeting: '' });
    const outcome = client.connect();
    client.destroy();
    expect(await outcome).toMatchObject({ type: 'info' });
    expect(vi.getTimerCount()).toBe(0);
  });

  test('a port where nobody listens fails for certain, and says where', async () => {
    const client = createClient({ url: 'nats://127.0.0.1:1', clusterId: 'fake' }, 'a', {
      lost: () => undefined,
    });
    expect(await client.connect()).toEqual({
      type: 'fail',
      error: 'Could not connect to 127.0.0.1:1: connect ECONNREFUSED 127.0.0.1:1',
    });
    expect(vi.getTimerCount()).toBe(0);
  });
});

describe('with a request under way', () => {
  type Ask = (client: HarnessClient) => Promise<Outcome>;
  const asks: Record<string, Ask> = {
    publish: (client) => client.publish('c', '1'),
    subscribe: (client) => client.subscribe('c', TERMS, () => undefined),
    disconnect: (client) => client.disconnect(),
  };
  const ends: [string, NonNullable<FakeServerOptions['onPublish']>][] = [
    ['closes', closing],
    ['resets', resetting],
    ['sends an -ERR', ({ peer }) => peer.socket.write("-ERR 'Slow Consumer'\r\n")],
    ['sends an INFO that is no JSON', ({ peer }) => peer.socket.write('INFO {\r\n')],
    ['sends what is no NATS', ({ peer }) => peer.socket.write('\0\0\0\r\n')],
    ['answers with garbage', ({ peer, reply }) => peer.send(reply, GARBAGE)],
  ];
  const cases = Object.entries(asks).flatMap(([name, ask]) =>
    ends.map(([how, end]) => [name, how, ask, end] as const),
  );

  test.each(cases)('%s is unknown when the server %s', async (name, _how, ask, end) => {
    const options = { onPublish: end, onSubscribe: end, onClose: end };
    const { client, lost } = await openClient(options);
    expect(await ask(client)).toMatchObject({ type: 'info' });
    expect(lost).toHaveLength(name === 'disconnect' ? 0 : 1);
    expect(vi.getTimerCount()).toBe(0);
  });

  test.each(Object.entries(asks))('%s is unknown when no answer comes', async (_name, ask) => {
    const { client, lost } = await openClient({});
    expect(await afterTimeOut(ask(client))).toMatchObject({ type: 'info' });
    expect(lost).toEqual([]);
  });

  test.each(Object.entries(asks))(
    '%s is unknown when the client is destroyed',
    async (_name, ask) => {
      const { client, lost } = await openClient({});
      const outcome = ask(client);
      client.destroy();
      expect(await outcome).toMatchObject({ type: 'info' });
      expect(lost).toEqual([]);
      expect(vi.getTimerCount()).toBe(0);
    },
  );

  test('what still waits when the client says goodbye is unknown', async () => {
    const { client, lost } = await openClient({
      onClose: ({ reply, peer }) => peer.send(reply, Buffer.alloc(0)),
    });
    const waiting = [asks['publish']!(client), asks['subscribe']!(client)];
    expect(await client.disconnect()).toEqual({ type: 'ok' });
    expect((await Promise.all(waiting)).map(({ type }) => type)).toEqual(['info', 'info']);
    expect(lost).toEqual([]);
    expect(vi.getTimerCount()).toBe(0);
  });

  test('an ack that comes after the time-out changes nothing', async () => {
    let ackLate = (): void => undefined;
    const { client, lost } = await openClient({
      onPublish: ({ reply, payload, peer }) => {
        const { guid = '' } = wire.pubMsg.decode(payload);
        const ack = (): void => peer.send(reply, wire.pubAck.encode({ guid }));
        if (payload.includes('first')) ackLate = ack;
        else ack();
      },
    });
    expect(await afterTimeOut(client.publish('c', 'first'))).toMatchObject({ type: 'info' });
    ackLate();
    expect(await client.publish('c', 'second')).toEqual({ type: 'ok' });
    expect(lost).toEqual([]);
  });

  test('more than the library would keep in flight are published without a false error', async () => {
    const { client } = await openClient({
      onPublish: ({ reply, payload, peer }) => {
        const { guid = '' } = wire.pubMsg.decode(payload);
        peer.send(reply, wire.pubAck.encode({ guid }));
      },
    });
    const outcomes = Array.from({ length: 20_000 }, () => client.publish('c', '1'));
    expect(new Set((await Promise.all(outcomes)).map(({ type }) => type))).toEqual(new Set(['ok']));
  });

  test('a client that the server no longer knows is lost, with what the server says', async () => {
    const error = 'client has been replaced or is no longer registered';
    const { client, lost, whenLost } = await openClient({
      onStreamingPing: ({ reply, peer }) => peer.send(reply, wire.pingResponse.encode({ error })),
    });
    const publish = client.publish('c', '1');
    // The library pings every 5 seconds.
    await vi.advanceTimersByTimeAsync(5000);
    await whenLost;
    expect(lost).toEqual([error]);
    expect(await publish).toEqual({ type: 'info', error });
    expect(vi.getTimerCount()).toBe(0);
  });
});

describe('with a subscription', () => {
  const agree: FakeServerOptions['onSubscribe'] = ({ reply, peer }) =>
    peer.send(reply, wire.subscriptionResponse.encode({ ackInbox: 'fake.ack' }));

  test('a delivery that cannot be read ends the client', async () => {
    const { client, whenLost, lost } = await openClient({
      onSubscribe: (request) => {
        agree(request);
        request.peer.send(wire.subscriptionRequest.decode(request.payload).inbox ?? '', GARBAGE);
      },
    });
    await client.subscribe('c', TERMS, () => undefined);
    await whenLost;
    expect(lost).toHaveLength(1);
    expect(vi.getTimerCount()).toBe(0);
  });

  test('a delivery before the answer is handed on, and can be acknowledged', async () => {
    let onAck = (_payload: Buffer): void => undefined;
    const acked = new Promise<Buffer>((resolve) => (onAck = resolve));
    const { client } = await openClient({
      onSubscribe: (request) => {
        const { inbox = '' } = wire.subscriptionRequest.decode(request.payload);
        request.peer.send(inbox, delivery(7));
        agree(request);
      },
      onAck: ({ payload }) => onAck(payload),
    });
    await client.subscribe('c', TERMS, (it) => void it.ack());
    expect(wire.ack.decode(await acked)).toEqual({ subject: 'c', sequence: 7 });
  });

  test('one that was agreed to too late is still handed over, with what comes and without acks', async () => {
    let inbox = '';
    let deliver = (): void => undefined;
    const { client } = await openClient({
      onSubscribe: ({ payload, peer }) => {
        inbox = wire.subscriptionRequest.decode(payload).inbox ?? '';
        deliver = () => peer.send(inbox, delivery(1));
      },
    });
    let onDelivery = (_delivery: Delivery): void => undefined;
    const delivered = new Promise<Delivery>((resolve) => (onDelivery = resolve));
    const outcome = await afterTimeOut(client.subscribe('c', TERMS, (it) => onDelivery(it)));
    expect(outcome).toMatchObject({ type: 'info', error: 'stan: subscribe request timeout' });
    expect(outcome.subscription).toBeDefined();
    deliver();
    expect((await delivered).ack()).toBe(false);
  });

  test('one that was agreed to too late can be closed by its inbox', async () => {
    let inbox = '';
    let closed = '';
    const { client } = await openClient({
      onSubscribe: ({ payload }) => {
        inbox = wire.subscriptionRequest.decode(payload).inbox ?? '';
      },
      onSubscriptionClose: ({ payload, reply, peer }) => {
        closed = wire.unsubscribeRequest.decode(payload).inbox ?? '';
        peer.send(reply, Buffer.alloc(0));
      },
    });
    const { subscription } = await afterTimeOut(client.subscribe('c', TERMS, () => undefined));
    expect(await subscription?.close()).toEqual({ type: 'ok' });
    expect(closed).toBe(inbox);
  });

  test.each(['close', 'unsubscribe'] as const)(
    '%s is unknown when no answer comes',
    async (how) => {
      const { client } = await openClient({ onSubscribe: agree });
      const { subscription } = await client.subscribe('c', TERMS, () => undefined);
      expect(await afterTimeOut(subscription![how]())).toMatchObject({ type: 'info' });
    },
  );

  test.each(['close', 'unsubscribe'] as const)(
    '%s is unknown when the server goes',
    async (how) => {
      const { client } = await openClient({ onSubscribe: agree, onSubscriptionClose: closing });
      const { subscription } = await client.subscribe('c', TERMS, () => undefined);
      expect(await subscription![how]()).toMatchObject({ type: 'info' });
      expect(vi.getTimerCount()).toBe(0);
    },
  );

  function delivery(sequence: number): Buffer {
    // MsgProto: field 1 is the sequence, field 2 the subject, field 4 the data.
    return Buffer.from([0x08, sequence, 0x12, 1, 0x63, 0x22, 1, 0x31]);
  }
});
