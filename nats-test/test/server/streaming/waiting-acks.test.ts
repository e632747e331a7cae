import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../../src/base/random';
import { WaitingAcks } from '../../../src/server/streaming/waiting-acks';
import { pick } from '../../support/random-values';

const REPLIES = [{ subject: 'a' }, { subject: 'b' }];
const SOURCES = [Buffer.from('first'), Buffer.from('second')];

function list(acks: WaitingAcks, from: number, to: number): unknown[] {
  const found: unknown[] = [];
  acks.forEach(from, to, (...ack) => found.push(ack));
  return found;
}

describe('WaitingAcks', () => {
  it('keeps what is added, in order, whatever is dropped at either end, over 300 random runs', () => {
    for (let seed = 1; seed <= 300; seed++) {
      const random = seededRandom(seed);
      const acks = new WaitingAcks();
      let expected: unknown[] = [];
      for (let step = 0; step < 60; step++) {
        const place = random.below(expected.length + 1);
        switch (random.below(12)) {
          case 0:
            acks.dropFirst(place);
            expected = expected.slice(place);
            break;
          case 1:
            acks.dropFrom(place);
            expected = expected.slice(0, place);
            break;
          default:
            for (let n = random.below(9); n >= 0; n--) {
              const ack = [pick(random, REPLIES), pick(random, SOURCES), step, step + n] as const;
              acks.add(...ack);
              expected.push([...ack]);
            }
        }
        const from = random.below(expected.length + 1);
        const to = from + random.below(expected.length - from + 1);
        expect(acks.count, `seed ${seed}, step ${step}`).toBe(expected.length);
        expect(list(acks, from, to), `seed ${seed}, step ${step}`).toEqual(
          expected.slice(from, to),
        );
      }
    }
  });

  it('leaves out what is added while the others are handed over', () => {
    const acks = new WaitingAcks();
    const [reply, source] = [REPLIES[0], SOURCES[0]] as const;
    if (!reply || !source) throw new Error('nothing to add');
    acks.add(reply, source, 0, 1);
    acks.add(reply, source, 1, 2);

    const taken: number[] = [];
    acks.forEach(0, acks.count, (...[, , guidStart]) => {
      taken.push(guidStart);
      for (let i = 0; i < 100; i++) acks.add(reply, source, 7, 8);
    });

    expect(taken).toEqual([0, 1]);
  });
});
