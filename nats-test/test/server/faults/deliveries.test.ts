import { describe, expect, it, onTestFinished } from 'vitest';

import {
  FaultError,
  virtualClock,
  type Fault,
  type Faults,
  type MessageFilter,
  type Which,
} from '../../../src/index';
import { sequencesOf, StanClient, type StanSubscription } from '../../conformance/stan-client';
import { openServer } from '../../support/embedded-stage';
import { openFaultStage } from '../../support/fault-stage';
import { RawNatsClient } from '../../support/raw-nats-client';

/** Sequence and flag of what has come, which is taken. */
const seen = (subscription: StanSubscription): [number, boolean][] =>
  subscription.deliveries.splice(0).map(({ sequence, redelivered }) => [sequence, redelivered]);

describe('a dropped delivery', () => {
  it('does not come, stays pending, and comes again after the ack wait', async () => {
    const { client, faults, server, settle } = await openFaultStage();
    const one = await client('one');
    const subscription = await one.subscribe('a', { ackWaitInSecs: 2, maxInFlight: 1 });
    const fault = faults.deliveries.drop({ channel: 'a' }, { times: 1 });

    await one.publishAll('a', ['1', '2']);
    await settle();
    const atFirst = seen(subscription);
    await server.advance(2000);

    expect(atFirst).toEqual([]);
    expect(seen(subscription)).toEqual([[1, true]]);
    expect([fault.struck, fault.active]).toEqual([1, false]);
  });

  it('is dropped until the fault is lifted when nothing else is said', async () => {
    const { client, faults, server } = await openFaultStage();
    const one = await client('one');
    const subscription = await one.subscribe('a', { ackWaitInSecs: 1 });
    const fault = faults.deliveries.drop();
    await one.publish('a');
    await server.advance(5000);
    const before = [seen(subscription), fault.struck];

    fault.lift();
    await server.advance(1000);

    expect(before).toEqual([[], 6]);
    expect(seen(subscription)).toEqual([[1, true]]);
    expect(fault.struck).toBe(6);
  });

  it.each<[string, Which]>([
    ['channel', { channel: 'b' }],
    ['client', { clientId: 'other' }],
    ['queue group', { queue: 'q' }],
    ['durable name', { durable: 'd' }],
    ['both names of a durable queue group', { queue: 'dq', durable: 'd2' }],
    ['function', (message): boolean => message.channel === 'b' && message.sequence === 1],
  ])('is one that the filter matches: %s', async (_name, which) => {
    const { client, faults, settle } = await openFaultStage();
    const one = await client('one');
    const other = await client('other');
    const plain = await one.subscribe('a');
    const fault = faults.deliveries.drop(which);

    await one.publish('a');
    await settle();
    const untouched = [seen(plain), fault.struck];

    expect(untouched).toEqual([[[1, false]], 0]);

    // Now one delivery of each kind.
    await plain.close();
    const struck: Record<string, boolean> = {};
    const subscriptions = {
      channel: await one.subscribe('b'),
      client: await other.subscribe('c'),
      'queue group': await one.subscribe('d', { qGroup: 'q' }),
      'durable name': await one.subscribe('e', { durableName: 'd' }),
      'both names of a durable queue group': await one.subscribe('f', {
        qGroup: 'dq',
        durableName: 'd2',
      }),
    };
    for (const [kind, subscription] of Object.entries(subscriptions)) {
      await one.publish(subscription.channel);
      await settle();
      struck[kind] = subscription.deliveries.length === 0;
    }
    const name = typeof which === 'function' ? 'channel' : _name;
    const expected = Object.fromEntries(
      Object.keys(subscriptions).map((kind) => [kind, kind === name]),
    );
    expect(struck).toEqual(expected);
  });

  it('may be a certain sequence, or a redelivery', async () => {
    const { client, faults, server, settle } = await openFaultStage();
    const one = await client('one');
    const subscription = await one.subscribe('a', { ackWaitInSecs: 1 });
    const bySequence = faults.deliveries.drop({ sequence: 2 }, { times: 1 });
    const byFlag = faults.deliveries.drop({ redelivered: true, sequence: 3 });

    await one.publishAll('a', ['1', '2', '3']);
    await settle();
    const first = seen(subscription);
    await server.advance(1000);

    expect(first).toEqual([
      [1, false],
      [3, false],
    ]);
    expect(seen(subscription)).toEqual([
      [1, true],
      [2, true],
    ]);
    expect([bySequence.struck, byFlag.struck]).toEqual([1, 1]);
  });

  it('concerns one subscription: others have the message', async () => {
    const { client, faults, settle } = await openFaultStage();
    const one = await client('one');
    const two = await client('two');
    const subscriptions = [await one.subscribe('a'), await two.subscribe('a')];
    faults.deliveries.drop({ clientId: 'one' });

    await one.publish('a');
    await settle();

    expect(subscriptions.map(seen)).toEqual([[], [[1, false]]]);
  });
});

describe('a delayed delivery', () => {
  it('comes when its time has passed, to the millisecond, overtaken by what follows', async () => {
    const { client, faults, server, settle } = await openFaultStage();
    const one = await client('one');
    const subscription = await one.subscribe('a');
    faults.deliveries.delay('3s', { sequence: 1 });

    await one.publishAll('a', ['1', '2']);
    await settle();
    const atOnce = seen(subscription);
    await server.advance(2999);
    const early = seen(subscription);
    await server.advance(1);

    expect([atOnce, early]).toEqual([[[2, false]], []]);
    expect(seen(subscription)).toEqual([[1, false]]);
  });

  it('comes after its own redelivery when it takes longer than the ack wait', async () => {
    const { client, faults, server } = await openFaultStage();
    const one = await client('one');
    const subscription = await one.subscribe('a', { ackWaitInSecs: 1 });
    faults.deliveries.delay(1500, { redelivered: false });

    await one.publish('a', 'x');
    await server.advance(1800);
    const [again, late] = subscription.deliveries;

    expect(seen(subscription)).toEqual([
      [1, true],
      [1, false],
    ]);
    expect(late?.data).toEqual(again?.data);
  });

  it('is what it was, whatever has become of the message since', async () => {
    const { client, faults, server } = await openFaultStage();
    const one = await client('one');
    const subscription = await one.subscribe('a', { ackWaitInSecs: 30 });
    faults.deliveries.delay(1000, { sequence: 1 });

    await one.publish('a', 'first');
    for (let i = 0; i < 50; i++) await one.publish('a', Buffer.alloc(1000, i));
    await server.advance(1000);

    const late = subscription.deliveries.find(({ sequence }) => sequence === 1);
    expect(late?.data.toString()).toBe('first');
  });

  it('is flagged and counted when it is a redelivery', async () => {
    const { client, faults, server } = await openFaultStage();
    const one = await client('one');
    const subscription = await one.subscribe('a', { ackWaitInSecs: 30 });
    faults.deliveries.delay(1000, { redelivered: true });
    await one.publish('a', 'x');
    await subscription.take(1);

    await server.advance(31_000);

    expect(subscription.deliveries).toMatchObject([
      { sequence: 1, redelivered: true, redeliveryCount: 1 },
    ]);
  });

  it('still comes when the fault was lifted meanwhile', async () => {
    const { client, faults, server } = await openFaultStage();
    const one = await client('one');
    const subscription = await one.subscribe('a');
    const fault = faults.deliveries.delay(1000);
    await one.publish('a');

    fault.lift();
    await one.publish('a');
    await server.advance(1000);

    expect(sequencesOf(subscription.deliveries)).toEqual([2, 1]);
  });

  it('keeps its place among others that are delayed as long', async () => {
    const { client, faults, server } = await openFaultStage();
    const one = await client('one');
    const subscription = await one.subscribe('a');
    faults.deliveries.delay(1000);

    await one.publishAll('a', ['1', '2', '3']);
    await server.advance(1000);

    expect(sequencesOf(subscription.deliveries)).toEqual([1, 2, 3]);
  });
});

describe('a repeated delivery', () => {
  it('comes twice at once, both times as the first', async () => {
    const { client, faults, settle } = await openFaultStage();
    const one = await client('one');
    const subscription = await one.subscribe('a');
    const fault = faults.deliveries.repeat({ sequence: 1 });

    await one.publishAll('a', ['1', '2']);
    await settle();

    expect(seen(subscription)).toEqual([
      [1, false],
      [1, false],
      [2, false],
    ]);
    expect(fault.struck).toBe(1);
  });

  it('comes as often as it is told', async () => {
    const { client, faults, settle } = await openFaultStage();
    const one = await client('one');
    const subscription = await one.subscribe('a');
    faults.deliveries.repeat({}, { copies: 3, times: 1 });

    await one.publishAll('a', ['1', '2']);
    await settle();

    expect(sequencesOf(subscription.deliveries)).toEqual([1, 1, 1, 1, 2]);
  });
});

describe('faults of deliveries', () => {
  it('leave alone what comes after the last of them was lifted', async () => {
    const { client, faults, settle } = await openFaultStage();
    const one = await client('one');
    const subscription = await one.subscribe('a');
    faults.deliveries.drop();
    faults.deliveries.repeat();
    faults.acks.drop();

    faults.clear();
    await one.publish('a');
    await settle();

    expect(seen(subscription)).toEqual([[1, false]]);
  });

  it('strike one at a time: of two that match, the one that was set first', async () => {
    const { client, faults, settle } = await openFaultStage();
    const one = await client('one');
    const subscription = await one.subscribe('a');
    const first = faults.deliveries.drop({}, { times: 1 });
    const second = faults.deliveries.repeat();

    await one.publishAll('a', ['1', '2']);
    await settle();

    expect(sequencesOf(subscription.deliveries)).toEqual([2, 2]);
    expect([first.struck, second.struck]).toEqual([1, 1]);
  });

  it('end with the block that `using` stands in', async () => {
    const { client, faults, settle } = await openFaultStage();
    const one = await client('one');
    const subscription = await one.subscribe('a');
    {
      using fault = faults.deliveries.drop();
      await one.publish('a');
      await settle();
      expect(fault.struck).toBe(1);
    }

    await one.publish('a');
    await settle();

    expect(seen(subscription)).toEqual([[2, false]]);
  });

  it('may be lifted twice', async () => {
    const { faults } = await openFaultStage();
    const fault = faults.deliveries.drop();
    const other = faults.deliveries.drop();

    fault.lift();
    fault.lift();

    expect([fault.active, other.active]).toEqual([false, true]);
  });

  it.each<[string, (faults: Faults) => Fault, string]>([
    [
      '0 times',
      ({ deliveries }) => deliveries.drop({}, { times: 0 }),
      'times cannot be 0: it must',
    ],
    ['half a time', ({ acks }) => acks.drop({}, { times: 1.5 }), 'times cannot be 1.5: it must'],
    ['no copies', ({ acks }) => acks.repeat({}, { copies: 0 }), 'copies cannot be 0: it must'],
    ['a delay that is none', ({ acks }) => acks.delay('soon'), "'soon' is not a duration"],
    [
      'a delay back in time',
      ({ acks }) => acks.delay(-1),
      'a delay cannot be -1: time does not go',
    ],
    [
      'a filter by what messages do not have',
      ({ deliveries }) => deliveries.drop({ chanel: 'a' } as MessageFilter),
      "there is no option 'chanel': use channel, sequence, clientId, queue, durable, redelivered",
    ],
    [
      'a filter by undefined, which would strike everything',
      ({ deliveries }) => deliveries.drop({ channel: 'a', clientId: undefined } as object),
      "the filter's 'clientId' is undefined, which no message is: give a string or leave it out",
    ],
  ])('refuse %s', async (_name, set, message) => {
    const { faults } = await openFaultStage();

    expect(() => set(faults)).toThrow(message);
  });

  it.each([5, true, '', [], null, { sequence: '5' }, { redelivered: 1 }])(
    'refuse %j as a filter',
    async (which) => {
      const { faults } = await openFaultStage();

      expect(() => faults.deliveries.drop(which as never)).toThrow(FaultError);
    },
  );

  it.each([null, [], 3, { tims: 1 }, { copy: 3 }, { copies: 2_000_000 }])(
    'refuse %j as options',
    async (options) => {
      const { faults } = await openFaultStage();

      expect(() => faults.deliveries.repeat({}, options as never)).toThrow(FaultError);
    },
  );

  it.each([null, true, { keepstore: true }, { keepStore: 'no' }])(
    'refuse to restart with %j',
    async (options) => {
      const { faults } = await openFaultStage();

      await expect(faults.restart(options as never)).rejects.toThrow(FaultError);
    },
  );

  it('are known by their class', async () => {
    const { faults } = await openFaultStage();

    expect(() => faults.deliveries.drop({}, { times: 0 })).toThrow(FaultError);
  });

  it('are lifted when their function throws, which the log and their handle tell', async () => {
    const lines: string[] = [];
    const server = await openServer({ clock: virtualClock(), log: (line) => lines.push(line) });
    const { faults } = server;
    const nats = await RawNatsClient.connect({ host: '127.0.0.1', port: server.port });
    onTestFinished(() => nats.destroy());
    const one = await StanClient.connect(nats, server.clusterId);
    const subscription = await one.subscribe('a');
    const mistake = new Error('a mistake of the test');
    const fault = faults.deliveries.drop(() => {
      throw mistake;
    });

    await one.publish('a');
    await server.advance(0);

    expect(seen(subscription)).toEqual([[1, false]]);
    expect([fault.active, fault.struck]).toEqual([false, 0]);
    expect(fault.error).toBe(mistake);
    expect(lines.filter((line) => line.includes('[ERR]'))).toEqual([
      expect.stringContaining('a filter threw, so its fault is lifted: Error: a mistake of the'),
    ]);
  });

  it('tell what their function threw even if it is no error', async () => {
    const { client, faults, settle } = await openFaultStage();
    const one = await client('one');
    const thrown: unknown = Object.create(null);
    const fault = faults.acks.drop(() => {
      throw thrown;
    });
    const subscription = await one.subscribe('a');
    await one.publish('a');
    await subscription.take(1);

    subscription.ack(1);
    await settle();

    expect(fault.error).toBeInstanceOf(FaultError);
    expect(fault.error?.cause).toBe(thrown);
  });

  it.each<[string, (lift: () => void) => boolean]>([
    [
      'throws',
      (): boolean => {
        throw new Error('a mistake of the test');
      },
    ],
    [
      'lifts it and says no',
      (lift): boolean => {
        lift();
        return false;
      },
    ],
    [
      'lifts it and says yes',
      (lift): boolean => {
        lift();
        return true;
      },
    ],
  ])('go on with the next one when the function of one %s', async (_name, which) => {
    const { client, faults, settle } = await openFaultStage();
    const one = await client('one');
    const subscription = await one.subscribe('a');
    const first: Fault = faults.deliveries.repeat(() =>
      which(() => {
        first.lift();
      }),
    );
    const second = faults.deliveries.drop();

    await one.publish('a');
    await settle();

    expect(seen(subscription)).toEqual([]);
    expect([first.active, first.struck, second.active, second.struck]).toEqual([false, 0, true, 1]);
  });

  it('strike no more when the function of one before has lifted them', async () => {
    const { client, faults, settle } = await openFaultStage();
    const one = await client('one');
    const subscription = await one.subscribe('a');
    faults.deliveries.repeat(() => {
      second.lift();
      return false;
    });
    let isAsked = false;
    const second = faults.deliveries.drop(() => (isAsked = true));

    await one.publish('a');
    await settle();

    expect(seen(subscription)).toEqual([[1, false]]);
    expect([second.struck, isAsked]).toEqual([0, false]);
  });

  it.each<[string, (faults: Faults) => unknown]>([
    ['drop deliveries', ({ deliveries }) => deliveries.drop()],
    ['delay deliveries', ({ deliveries }) => deliveries.delay('1s')],
    ['repeat acks', ({ acks }) => acks.repeat()],
  ])('are refused when the server has been stopped: %s', async (_name, set) => {
    const { faults, server } = await openFaultStage();
    await server.stop();

    expect(() => set(faults)).toThrow(FaultError);
    expect(() => set(faults)).toThrow('the server has been stopped: start another one');
  });
});
