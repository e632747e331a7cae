import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../src/base/random';
import type { MsgStore, StoreLimits } from '../../src/server/stores/store';
import { compareWithModel, randomLimits } from './msg-store-model';
import { pick } from '../support/random-values';
import { append, lookup, read, readText, stateOf } from './stored-messages';
import { createChannel, openStore, type StoreFactory, type StoreStage } from './store-factory';

/** Enough to fill many segments, pages or blocks. */
const MANY = 100_000;

/**
 * What every store of messages must do; the contract is `MsgStore`.
 * @param recordBytes what it counts for a message beside its bytes
 */
export function describeMsgStore(kind: string, factory: StoreFactory, recordBytes = 0): void {
  const open = async (
    limits: Partial<StoreLimits> = {},
  ): Promise<StoreStage & { msgs: MsgStore }> => {
    const stage = await openStore(factory, limits);
    return { ...stage, msgs: createChannel(stage.store).msgs };
  };

  describe(`${kind}: messages`, () => {
    it('is empty at first', async () => {
      const { msgs } = await open();

      expect({ ...stateOf(msgs), bytes: msgs.bytes }).toEqual({
        first: 0,
        last: 0,
        count: 0,
        bytes: 0,
      });
    });

    it('keeps all parts of a message', async () => {
      const { msgs } = await open();
      append(msgs, { subject: 'é', reply: 'r', data: 'hello', timestampNs: 2n ** 60n + 1n });

      expect(read(msgs, 1)).toEqual({
        sequence: 1,
        subject: 'é',
        reply: 'r',
        data: Buffer.from('hello'),
        timestamp: 2n ** 60n + 1n,
        redelivered: false,
        redeliveryCount: 0,
        CRC32: 0,
      });
    });

    it('counts from sequence 1', async () => {
      const { msgs } = await open();
      for (const data of ['x', 'y', 'z']) append(msgs, { data });

      expect(stateOf(msgs)).toEqual({ first: 1, last: 3, count: 3 });
    });

    it('counts bytes as they are stored', async () => {
      const { msgs } = await open();
      for (const data of ['', 'x', 'y'.repeat(1000)]) append(msgs, { data });

      const stored = [1, 2, 3].map((sequence) => lookup(msgs, sequence)?.length ?? 0);

      expect(msgs.bytes).toBe(stored.reduce((sum, bytes) => sum + bytes + recordBytes, 0));
    });

    it.each([-1, 0, 4])(
      'finds nothing under sequence %d when there are three',
      async (sequence) => {
        const { msgs } = await open();
        for (const data of ['x', 'y', 'z']) append(msgs, { data });

        expect(lookup(msgs, sequence)).toBeUndefined();
      },
    );

    it('keeps a large message between small ones', async () => {
      const { msgs } = await open();
      const large = Buffer.alloc(1024 * 1024, 'large');
      for (const data of ['x', large, 'z']) append(msgs, { data });

      expect(read(msgs, 2)?.data.equals(large)).toBe(true);
      expect([readText(msgs, 1), readText(msgs, 3)]).toEqual(['x', 'z']);
    });

    it('keeps messages whole, whatever memory was left when they came', async () => {
      // Of a piece of 4, 16 or 64 KiB the first message leaves 0 to 99 bytes.
      const sizes = [4096, 16_384, 65_536].flatMap((bytes) =>
        Array.from({ length: 100 }, (_, left) => bytes - left),
      );
      const torn = [];
      for (const size of sizes) {
        const { msgs } = await open();
        append(msgs, { data: Buffer.alloc(size - 40, 'x') });
        append(msgs, { data: 'second', timestampNs: 2n ** 60n });
        append(msgs, { data: 'third', timestampNs: 2n ** 60n + 1n });
        const [first, second, third] = [1, 2, 3].map((sequence) => read(msgs, sequence));
        const isWhole =
          first?.data.length === size - 40 &&
          second?.timestamp === 2n ** 60n &&
          third?.timestamp === 2n ** 60n + 1n;
        if (!isWhole) torn.push(size);
      }

      expect(torn).toEqual([]);
    });

    it('does not keep the buffer that the message came in', async () => {
      const { msgs } = await open();
      const data = Buffer.from('hello');
      append(msgs, { data });

      data.fill('x');

      expect(readText(msgs, 1)).toBe('hello');
    });

    it(`finds each of ${MANY} messages, one after the other`, async () => {
      const { msgs } = await open();
      for (let i = 1; i <= MANY; i++) append(msgs, { data: `message ${i}` });

      const wrong = [];
      for (let i = 1; i <= MANY; i++) if (readText(msgs, i) !== `message ${i}`) wrong.push(i);

      expect(stateOf(msgs)).toEqual({ first: 1, last: MANY, count: MANY });
      expect(wrong).toEqual([]);
    });

    it('finds messages of any size in any order', async () => {
      const { msgs } = await open();
      const random = seededRandom(1);
      const sizes = Array.from({ length: 5000 }, () => random.below(pick(random, [10, 500, 9000])));
      sizes.forEach((size, i) => append(msgs, { data: Buffer.alloc(size, String(i)) }));

      const wrong = [];
      for (let i = 0; i < 20_000; i++) {
        const sequence = 1 + random.below(sizes.length);
        const size = sizes[sequence - 1] ?? 0;
        const message = read(msgs, sequence);
        const isRight =
          message?.sequence === sequence &&
          message.data.equals(Buffer.alloc(size, String(sequence - 1)));
        if (!isRight) wrong.push(sequence);
      }

      expect(wrong).toEqual([]);
    });
  });

  describe(`${kind}: limits by number and bytes`, () => {
    it('pushes out the oldest message over the limit', async () => {
      const { msgs } = await open({ msgsMax: 2 });
      for (const data of ['x', 'y', 'z']) append(msgs, { data });

      expect(stateOf(msgs)).toEqual({ first: 2, last: 3, count: 2 });
      expect([1, 2, 3].map((sequence) => readText(msgs, sequence))).toEqual([undefined, 'y', 'z']);
    });

    it('takes the bytes of what it pushes out off the count', async () => {
      const { msgs } = await open({ msgsMax: 1 });
      append(msgs, { data: 'x'.repeat(1000) });
      append(msgs, { data: 'y' });

      expect(msgs.bytes).toBe(Number(lookup(msgs, 2)?.length) + recordBytes);
    });

    it('pushes out as many as it takes for the limit of bytes', async () => {
      const { msgs } = await open({ bytesMax: 1000 });
      for (let i = 0; i < 10; i++) append(msgs, { data: 'x'.repeat(50) });

      append(msgs, { data: 'y'.repeat(940) });

      expect(msgs.bytes).toBeLessThanOrEqual(1000);
      expect(stateOf(msgs)).toEqual({ first: 11, last: 11, count: 1 });
    });

    it('keeps as many as fit into the limit of bytes', async () => {
      const { msgs } = await open({ bytesMax: 1000 });
      append(msgs, { data: 'x'.repeat(80) });
      const messageBytes = msgs.bytes;

      for (let i = 0; i < 50; i++) append(msgs, { data: 'x'.repeat(80) });

      expect(msgs.count).toBe(Math.floor(1000 / messageBytes));
    });

    it('keeps the newest message even when it alone is over the limit', async () => {
      const { msgs } = await open({ bytesMax: 100 });
      append(msgs, { data: 'x' });
      append(msgs, { data: 'y'.repeat(5000) });

      expect(stateOf(msgs)).toEqual({ first: 2, last: 2, count: 1 });
    });

    it('says once per channel that it has hit a limit, as the real server does', async () => {
      const { msgs, logLines } = await open({ msgsMax: 2, bytesMax: 2048 });
      for (let i = 0; i < 5; i++) append(msgs, { data: 'x'.repeat(600 - recordBytes) });

      expect(logLines).toEqual([
        'WRN Reached limits for store "a" (msgs=2/2 bytes=1.19 KB/2.00 KB), ' +
          'dropping old messages to make room for new ones',
      ]);
    });

    it(`keeps the last 10 of ${MANY} messages`, async () => {
      const { msgs } = await open({ msgsMax: 10 });
      for (let i = 1; i <= MANY; i++) append(msgs, { data: `message ${i}` });

      const kept = Array.from({ length: 10 }, (_, i) => MANY - 9 + i);
      expect(stateOf(msgs)).toEqual({ first: MANY - 9, last: MANY, count: 10 });
      expect(kept.map((sequence) => readText(msgs, sequence))).toEqual(
        kept.map((sequence) => `message ${sequence}`),
      );
    });
  });

  describe(`${kind}: limit by age`, () => {
    const AGE_MS = 1000;

    /** Appends one message now. */
    const appendNow = ({ msgs, clock }: StoreStage & { msgs: MsgStore }): number =>
      append(msgs, { timestampNs: clock.wallNs(), data: 'x' });

    it('drops a message when it has reached the age, not before', async () => {
      const stage = await open({ ageMsMax: AGE_MS });
      appendNow(stage);

      stage.clock.moveTo(AGE_MS - 1);
      const before = stage.msgs.count;
      stage.clock.moveTo(AGE_MS);

      expect([before, stage.msgs.count]).toEqual([1, 0]);
    });

    it('drops each message at its own time', async () => {
      const stage = await open({ ageMsMax: AGE_MS });
      for (const bornMs of [0, 300, 600]) {
        stage.clock.moveTo(bornMs);
        appendNow(stage);
      }

      const firsts = [1000, 1299, 1300, 1599, 1600].map((nowMs) => {
        stage.clock.moveTo(nowMs);
        return stage.msgs.first;
      });

      expect(firsts).toEqual([2, 2, 3, 3, 4]);
    });

    it('goes on with the sequence when all messages are gone', async () => {
      const stage = await open({ ageMsMax: AGE_MS });
      appendNow(stage);
      appendNow(stage);
      stage.clock.moveTo(AGE_MS);
      const { msgs } = stage;
      const gone = { ...stateOf(msgs), bytes: msgs.bytes, found: lookup(msgs, 2) };

      const sequence = appendNow(stage);

      expect(gone).toEqual({ first: 3, last: 2, count: 0, bytes: 0, found: undefined });
      expect(sequence).toBe(3);
      expect(stateOf(msgs)).toEqual({ first: 3, last: 3, count: 1 });
    });

    it('drops what comes after all messages were gone, too', async () => {
      const stage = await open({ ageMsMax: AGE_MS });
      appendNow(stage);
      stage.clock.moveTo(5 * AGE_MS);
      appendNow(stage);

      stage.clock.moveTo(6 * AGE_MS);

      expect(stateOf(stage.msgs)).toEqual({ first: 3, last: 2, count: 0 });
    });

    it('goes by the age of what is left when another limit has pushed out the oldest', async () => {
      const stage = await open({ ageMsMax: AGE_MS, msgsMax: 1 });
      appendNow(stage);
      stage.clock.moveTo(500);
      appendNow(stage);

      stage.clock.moveTo(1499);
      const before = stage.msgs.count;
      stage.clock.moveTo(1500);

      expect([before, stage.msgs.count]).toEqual([1, 0]);
    });

    it('leaves no timer behind when the store is closed', async () => {
      const stage = await open({ ageMsMax: AGE_MS });
      appendNow(stage);

      stage.store.close();

      expect(stage.clock.nextDueMs()).toBeUndefined();
    });

    it('leaves no timer behind when the channel is deleted', async () => {
      const stage = await open({ ageMsMax: AGE_MS });
      appendNow(stage);

      stage.store.deleteChannel('a');

      expect(stage.clock.nextDueMs()).toBeUndefined();
    });
  });

  describe(`${kind}: sequence of a time`, () => {
    it('is 0 when there never was a message', async () => {
      const { msgs } = await open();

      expect(msgs.sequenceAt(0n)).toBe(0);
    });

    it.each([
      [0n, 1],
      [100n, 1],
      [101n, 2],
      [200n, 2],
      [201n, 3],
      [300n, 3],
      [301n, 4],
    ])('for %d is %d among messages of 100, 200 and 300', async (timestampNs, sequence) => {
      const { msgs } = await open();
      for (const bornNs of [100n, 200n, 300n]) append(msgs, { timestampNs: bornNs });

      expect(msgs.sequenceAt(timestampNs)).toBe(sequence);
    });

    it('is the first one there when older ones were pushed out', async () => {
      const { msgs } = await open({ msgsMax: 1 });
      for (const bornNs of [100n, 200n, 300n]) append(msgs, { timestampNs: bornNs });

      expect(msgs.sequenceAt(150n)).toBe(3);
    });

    it('is the next one to come when all are gone', async () => {
      const { msgs, clock } = await open({ ageMsMax: 10 });
      append(msgs, { timestampNs: clock.wallNs() });
      clock.moveTo(10);

      expect(msgs.sequenceAt(0n)).toBe(2);
    });

    it('tells timestamps apart that are equal as numbers', async () => {
      const { msgs } = await open();
      const baseNs = 1_795_250_772_941_999_238n;
      for (let i = 0n; i < 3n; i++) append(msgs, { timestampNs: baseNs + i });

      expect([0n, 1n, 2n].map((i) => msgs.sequenceAt(baseNs + i))).toEqual([1, 2, 3]);
    });
  });

  describe(`${kind}: against a naive model`, () => {
    it('says the same over 60 random runs', async () => {
      for (let seed = 1; seed <= 60; seed++) {
        const limits = randomLimits(seededRandom(seed));
        compareWithModel(await open(limits), limits, seed, recordBytes);
      }
    });
  });
}
