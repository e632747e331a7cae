import { expect } from 'vitest';
import { seededRandom, type Random } from '../../src/base/random';
import type { VirtualClock } from '../../src/base/virtual-clock';
import type { MsgStore, StoreLimits } from '../../src/server/stores/store';
import { pick } from '../support/random-values';
import { append, lookup, readText } from './stored-messages';

interface ModelMessage {
  readonly sequence: number;
  readonly timestampNs: bigint;
  readonly bytes: number;
  readonly text: string;
}

type Limits = Pick<StoreLimits, 'msgsMax' | 'bytesMax' | 'ageMsMax'>;

/** Limits that are met within a run of {@link compareWithModel}, or none. */
export function randomLimits(random: Random): Limits {
  return {
    msgsMax: pick(random, [0, 1, 5, 50]),
    bytesMax: pick(random, [0, 100, 5000]),
    ageMsMax: pick(random, [0, 10, 200]),
  };
}

/**
 * Takes random steps on a store and on an array beside it, and asserts after each that both hold
 * the same.
 */
export function compareWithModel(
  { msgs, clock }: { readonly msgs: MsgStore; readonly clock: VirtualClock },
  limits: Limits,
  seed: number,
  recordBytes: number,
): void {
  const random = seededRandom(seed);
  const model: ModelMessage[] = [];
  let last = 0;
  const bytesOf = (): number => model.reduce((sum, { bytes }) => sum + bytes, 0);
  for (let step = 0; step < 300; step++) {
    if (random.below(3) > 0) {
      const text = 'x'.repeat(random.below(pick(random, [1, 20, 2000])));
      const timestampNs = clock.wallNs();
      last = append(msgs, { timestampNs, data: text });
      model.push({
        sequence: last,
        timestampNs,
        bytes: recordBytes + (lookup(msgs, last)?.length ?? 0),
        text,
      });
      while (
        model.length > 1 &&
        ((limits.msgsMax > 0 && model.length > limits.msgsMax) ||
          (limits.bytesMax > 0 && bytesOf() > limits.bytesMax))
      ) {
        model.shift();
      }
    } else {
      clock.moveTo(clock.nowMs() + random.below(20));
      const bornBeforeNs = clock.wallNs() - BigInt(limits.ageMsMax) * 1_000_000n;
      while (limits.ageMsMax > 0 && model[0] && model[0].timestampNs <= bornBeforeNs) model.shift();
    }
    const asked = clock.wallNs() - BigInt(random.below(300)) * 1_000_000n;
    const seen = {
      first: msgs.first,
      last: msgs.last,
      count: msgs.count,
      bytes: msgs.bytes,
      texts: model.map(({ sequence }) => readText(msgs, sequence)),
      beforeFirst: lookup(msgs, msgs.first - 1),
      sequenceAt: msgs.sequenceAt(asked),
    };
    expect(seen, `seed ${seed}, step ${step}`).toEqual({
      first: model[0]?.sequence ?? (last === 0 ? 0 : last + 1),
      last,
      count: model.length,
      bytes: bytesOf(),
      texts: model.map(({ text }) => text),
      beforeFirst: undefined,
      sequenceAt:
        model.find(({ timestampNs }) => timestampNs >= asked)?.sequence ??
        (last === 0 ? 0 : last + 1),
    });
  }
}
