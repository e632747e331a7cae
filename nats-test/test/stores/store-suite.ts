import { describe, expect, it } from 'vitest';
import { append, readText, stateOf } from './stored-messages';
import { createChannel, openStore, type StoreFactory } from './store-factory';

/** What every store must do with channels; the contract is `Store`. */
export function describeStore(kind: string, factory: StoreFactory): void {
  describe(`${kind}: channels`, () => {
    it('keeps the messages of each channel apart', async () => {
      const { store } = await openStore(factory);
      const a = createChannel(store, 'a').msgs;
      const b = createChannel(store, 'b').msgs;
      append(a, { data: 'for a' });
      append(b, { data: 'for b' });
      append(b, { data: 'for b too' });

      expect([stateOf(a), stateOf(b)]).toEqual([
        { first: 1, last: 1, count: 1 },
        { first: 1, last: 2, count: 2 },
      ]);
      expect([readText(a, 1), readText(b, 1)]).toEqual(['for a', 'for b']);
    });

    it('refuses a channel over the limit', async () => {
      const { store } = await openStore(factory, { channelsMax: 2 });
      createChannel(store, 'a');
      createChannel(store, 'b');

      expect(store.createChannel('c')).toBeUndefined();
    });

    it('has no limit when the limit is 0', async () => {
      const { store } = await openStore(factory, { channelsMax: 0 });

      const refused = Array.from({ length: 200 }, (_, i) => store.createChannel(`c${i}`)).filter(
        (channel) => channel === undefined,
      );

      expect(refused).toEqual([]);
    });

    it('has room again when a channel was deleted', async () => {
      const { store } = await openStore(factory, { channelsMax: 1 });
      createChannel(store, 'a');

      store.deleteChannel('a');

      expect(store.createChannel('b')).toBeDefined();
    });

    it('starts a deleted channel afresh', async () => {
      const { store } = await openStore(factory);
      append(createChannel(store, 'a').msgs, { data: 'old' });
      store.deleteChannel('a');

      const { msgs } = createChannel(store, 'a');

      expect(stateOf(msgs)).toEqual({ first: 0, last: 0, count: 0 });
    });

    it('leaves the others alone when one is deleted', async () => {
      const { store } = await openStore(factory);
      const { msgs } = createChannel(store, 'a');
      append(msgs, { data: 'kept' });
      createChannel(store, 'b');

      store.deleteChannel('b');

      expect(readText(msgs, 1)).toBe('kept');
    });

    it('keeps what was written before a flush', async () => {
      const { store } = await openStore(factory);
      const { msgs } = createChannel(store);
      append(msgs, { data: 'x' });

      store.flush();

      expect(readText(msgs, 1)).toBe('x');
    });

    it('may be closed twice', async () => {
      const { store } = await openStore(factory);
      createChannel(store);
      store.close();

      expect(() => {
        store.close();
      }).not.toThrow();
    });

    it('shows the limits that it was given', async () => {
      const { store } = await openStore(factory, { channelsMax: 7, msgsMax: 8 });

      expect(store.limits).toMatchObject({ channelsMax: 7, msgsMax: 8 });
    });
  });
}
