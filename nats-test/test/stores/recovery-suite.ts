import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../src/base/random';
import type {
  RecoveredState,
  RecoveredSubscription,
  Store,
  StoreLimits,
} from '../../src/server/stores/store';
import { createChannel, openStore, type StoreFactory } from './store-factory';
import { append, readText, stateOf } from './stored-messages';
import { newSubscription } from './stored-subscriptions';

const SERVER = { clusterId: 'ticketing', subjectsId: 'subjects' };
const client = (id: string) => ({ id, heartbeatInbox: `hb-${id}`, connId: Buffer.from(id) });

/** What a store must bring back for the server after the one that wrote it; the contract is `Store`. */
export function describeRecovery(kind: string, factory: StoreFactory): void {
  /** A store that a server has begun to use. */
  const open = async (
    limits: Partial<StoreLimits> = {},
  ): Promise<{ store: Store; flush: () => void; recover: () => Promise<RecoveredState> }> => {
    const { store, reopen } = await openStore(factory, limits);
    store.recover();
    store.init(SERVER);
    let current = store;
    const recover = async (): Promise<RecoveredState> => {
      current.flush();
      current = await reopen();
      const recovered = current.recover();
      if (!recovered) throw new Error('nothing was recovered');
      return recovered;
    };
    return { store, flush: () => current.flush(), recover };
  };

  const subscriptionsOf = ({ channels }: RecoveredState): readonly RecoveredSubscription[] =>
    channels.flatMap(({ subscriptions }) => subscriptions);

  describe(`${kind}: recovery`, () => {
    it('finds nothing in a store that no server has used', async () => {
      const { store } = await openStore(factory);

      expect(store.recover()).toBeUndefined();
    });

    it('brings back the server', async () => {
      const { recover } = await open();

      expect(await recover()).toEqual({ server: SERVER, clients: [], channels: [] });
    });

    it('brings back the clients that are there', async () => {
      const { store, recover } = await open();
      for (const id of ['one', 'two', 'three']) store.addClient(client(id));
      store.deleteClient('two');

      const { clients } = await recover();

      const simple = clients.map(({ id, heartbeatInbox, connId }) => [
        id,
        heartbeatInbox,
        Buffer.from(connId).toString(),
      ]);
      expect(simple.sort()).toEqual([
        ['one', 'hb-one', 'one'],
        ['three', 'hb-three', 'three'],
      ]);
    });

    it('brings back the channels that are there, each with its messages', async () => {
      const { store, recover } = await open();
      append(createChannel(store, 'a').msgs, { data: 'in a' });
      append(createChannel(store, 'gone').msgs, { data: 'gone' });
      createChannel(store, 'b');
      store.deleteChannel('gone');

      const { channels } = await recover();

      const byName = new Map(channels.map((channel) => [channel.name, channel.store.msgs]));
      expect([...byName.keys()].sort()).toEqual(['a', 'b']);
      const a = byName.get('a');
      const b = byName.get('b');
      expect(a && [stateOf(a), readText(a, 1)]).toEqual([{ first: 1, last: 1, count: 1 }, 'in a']);
      expect(b && stateOf(b)).toEqual({ first: 0, last: 0, count: 0 });
    });

    it('brings back what limits have left, whatever was written together', async () => {
      const random = seededRandom(3);
      const { store, flush, recover } = await open({ msgsMax: 100 });
      let { msgs } = createChannel(store);
      for (let life = 0; life < 24; life++) {
        // One by one, some together, or all; now a few of them, now more than there may be.
        const flushesOneIn = [1, 10, 1000][life % 3] as number;
        for (let left = life % 4 === 0 ? 150 : random.below(40); left > 0; left--) {
          append(msgs, { data: `message ${msgs.last + 1}` });
          if (random.below(flushesOneIn) === 0) flush();
        }
        const { first, last, count, bytes } = msgs;

        const [channel] = (await recover()).channels;
        if (!channel) throw new Error('the channel is gone');
        ({ msgs } = channel.store);

        expect({ ...stateOf(msgs), bytes: msgs.bytes }).toEqual({ first, last, count, bytes });
        for (let sequence = first; sequence <= last; sequence++) {
          expect(readText(msgs, sequence)).toBe(`message ${sequence}`);
        }
        expect(readText(msgs, first - 1)).toBeUndefined();
      }
    });

    it('goes on with the sequences of messages and the IDs of subscriptions', async () => {
      const { store, recover } = await open();
      const { msgs, subscriptions } = createChannel(store);
      append(msgs, { data: '1' });
      subscriptions.create(newSubscription());
      const gone = newSubscription();
      subscriptions.create(gone);
      subscriptions.delete(gone.id);

      const [channel] = (await recover()).channels;
      if (!channel) throw new Error('the channel is gone');
      append(channel.store.msgs, { data: '2' });
      const next = newSubscription();
      channel.store.subscriptions.create(next);

      expect(stateOf(channel.store.msgs)).toEqual({ first: 1, last: 2, count: 2 });
      expect(next.id).toBe(3);
    });

    it('brings back subscriptions as they were when they were created', async () => {
      const { store, recover } = await open();
      const { subscriptions } = createChannel(store);
      subscriptions.create(newSubscription({ lastSent: 3, durableName: 'd', isDurable: true }));
      subscriptions.create(newSubscription({ groupName: 'q', inbox: 'other', maxInFlight: 1 }));

      const common = { clientId: 'me', isOffline: false, ackInbox: 'ack-inbox', ackWaitSecs: 30 };
      expect(subscriptionsOf(await recover())).toEqual([
        {
          ...common,
          id: 1,
          lastSent: 3,
          durableName: 'd',
          isDurable: true,
          groupName: '',
          inbox: 'inbox',
          maxInFlight: 10,
          pending: [],
        },
        {
          ...common,
          id: 2,
          lastSent: 0,
          durableName: '',
          isDurable: false,
          groupName: 'q',
          inbox: 'other',
          maxInFlight: 1,
          pending: [],
        },
      ]);
    });

    it('knows whose a durable subscription is that is offline', async () => {
      const { store, recover } = await open();
      const { subscriptions } = createChannel(store);
      const durable = newSubscription({ durableName: 'd', isDurable: true });
      subscriptions.create(durable);

      durable.formerClientId = 'me';
      durable.clientId = '';
      durable.lastSent = 8;
      subscriptions.update(durable);

      expect(subscriptionsOf(await recover())).toMatchObject([
        { clientId: 'me', isOffline: true, lastSent: 8 },
      ]);
    });

    it('knows a durable group that has no members', async () => {
      const { store, recover } = await open();
      const { subscriptions } = createChannel(store);
      const group = newSubscription({ groupName: 'd:q', isDurable: true });
      subscriptions.create(group);

      group.formerClientId = 'me';
      group.clientId = '';
      subscriptions.update(group);

      expect(subscriptionsOf(await recover())).toMatchObject([
        { clientId: '', isOffline: true, groupName: 'd:q' },
      ]);
    });

    it('brings back what is pending, by sequence', async () => {
      const { store, recover } = await open();
      const { subscriptions } = createChannel(store);
      const subscription = newSubscription();
      subscriptions.create(subscription);
      for (const sequence of [3, 1, 2]) {
        subscription.sequences.add(sequence);
        subscription.lastSent = Math.max(subscription.lastSent, sequence);
        subscriptions.addPending(subscription.id, sequence);
      }
      subscription.sequences.delete(1);
      subscriptions.ackPending(subscription.id, 1);

      expect(subscriptionsOf(await recover())).toMatchObject([{ lastSent: 3, pending: [2, 3] }]);
    });

    it('brings back what is pending of thousands that come and go', async () => {
      const { store, recover } = await open();
      const random = seededRandom(7);
      const { subscriptions } = createChannel(store);
      const subscription = newSubscription();
      subscriptions.create(subscription);
      for (let sequence = 1; sequence <= 5000; sequence++) {
        subscription.lastSent = sequence;
        subscription.sequences.add(sequence);
        subscriptions.addPending(subscription.id, sequence);
        // Some at once, some much later, and some never.
        for (const old of [sequence - random.below(3), 1 + random.below(sequence)]) {
          if (!subscription.sequences.delete(old)) continue;
          subscriptions.ackPending(subscription.id, old);
        }
        if (random.below(100) === 0) store.flush();
      }
      const pending = [...subscription.sequences].sort((one, other) => one - other);

      expect(pending.length).toBeGreaterThan(500);
      expect(subscriptionsOf(await recover())).toMatchObject([{ lastSent: 5000, pending }]);
    });

    it('brings back all of thousands that are pending', async () => {
      const { store, recover } = await open();
      const { subscriptions } = createChannel(store);
      const sequences = Array.from({ length: 3000 }, (_, i) => i + 1);
      const subscription = newSubscription({ lastSent: 3000 });
      subscriptions.create(subscription);
      for (const sequence of sequences) {
        subscription.sequences.add(sequence);
        subscriptions.addPending(subscription.id, sequence);
      }

      expect(subscriptionsOf(await recover())).toMatchObject([{ pending: sequences }]);
    });

    it('takes what it is told twice as told once', async () => {
      const { store, recover } = await open();
      const { subscriptions } = createChannel(store);
      const subscription = newSubscription({ lastSent: 3 });
      subscriptions.create(subscription);
      const { id } = subscription;
      subscription.sequences.add(1);
      for (const sequence of [1, 2, 1]) subscriptions.addPending(id, sequence);
      for (const sequence of [2, 3, 2]) subscriptions.ackPending(id, sequence);

      expect(subscriptionsOf(await recover())).toMatchObject([{ pending: [1] }]);
    });

    it('brings back nothing that was acknowledged late', async () => {
      const { store, recover } = await open();
      const { subscriptions } = createChannel(store);
      const subscription = newSubscription({ lastSent: 2000 });
      subscriptions.create(subscription);
      const { id } = subscription;
      const become = (sequence: number, isPending: boolean): void => {
        if (isPending) {
          subscription.sequences.add(sequence);
          subscriptions.addPending(id, sequence);
        } else {
          subscription.sequences.delete(sequence);
          subscriptions.ackPending(id, sequence);
        }
        store.flush();
      };

      // For a while nothing is pending, and then something far away is, too.
      become(5, true);
      become(5, false);
      become(6, true);
      become(2000, true);
      become(6, false);

      expect(subscriptionsOf(await recover())).toMatchObject([{ pending: [2000] }]);
    });

    it('brings back nothing that was acknowledged after a restart', async () => {
      const { store, recover } = await open();
      const { subscriptions } = createChannel(store);
      const before = newSubscription({ lastSent: 2 });
      subscriptions.create(before);
      for (const sequence of [1, 2]) subscriptions.addPending(before.id, sequence);
      before.sequences.add(1).add(2);
      const [channel] = (await recover()).channels;
      const after = newSubscription({ id: before.id, lastSent: 2 });
      after.sequences.add(2);

      channel?.store.subscriptions.adopt(after);
      channel?.store.subscriptions.ackPending(after.id, 1);

      expect(subscriptionsOf(await recover())).toMatchObject([{ pending: [2] }]);
    });

    it('brings back what has happened since the last time', async () => {
      const { store, recover } = await open();
      const { subscriptions } = createChannel(store);
      const before = newSubscription();
      subscriptions.create(before);
      const [channel] = (await recover()).channels;
      const after = newSubscription({ id: before.id });

      channel?.store.subscriptions.adopt(after);
      after.sequences.add(1);
      after.lastSent = 1;
      channel?.store.subscriptions.addPending(after.id, 1);

      expect(subscriptionsOf(await recover())).toMatchObject([
        { id: 1, lastSent: 1, pending: [1] },
      ]);
    });
  });
}
