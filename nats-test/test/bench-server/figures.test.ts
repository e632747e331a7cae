import { describe, expect, it } from 'vitest';
import { medianOf } from '../../src/bench/output/figure';
import { benchCases } from './cases';
import { medianRatio, noise } from './figures';
import { missed, renderTable } from './render';
import { readRate } from './stan-bench';

const [benchCase] = benchCases;
if (!benchCase) throw new Error('there are no cases');

/** A case with these rates; the goal of the first one is twice the real server's. */
const result = (real: number[], embedded: number[]) => ({
  benchCase,
  real: { rates: real, cpuMicros: real.map(() => 2) },
  embedded: { rates: embedded, cpuMicros: embedded.map(() => 0.5) },
});

describe('medianOf', () => {
  it.each([
    [[3], 3],
    [[1, 9, 2], 2],
    [[1, 9, 2, 4], 3],
  ])('of %j is %d', (values, expected) => {
    expect(medianOf(values)).toBe(expected);
  });
});

describe('medianRatio', () => {
  it('compares neighbours: a machine that was slow for a round has no part in it', () => {
    expect(medianRatio([200, 20, 200], [100, 10, 100])).toBe(2);
  });
});

describe('noise', () => {
  it('is how far the runs lie apart, as a share of their median', () => {
    expect(noise([90, 100, 120])).toBeCloseTo(0.3);
  });

  it('is unknown of a single run', () => {
    expect(noise([100])).toBeUndefined();
  });
});

describe('readRate', () => {
  it.each([
    ['of publishers alone', '\nPub stats: 304,260 msgs/sec ~ 37.14 MB/sec\n', 304_260],
    ['of a subscriber alone', 'Sub stats: 800,267 msgs/sec ~ 97.69 MB/sec', 800_267],
    [
      'of all together, where there are both',
      'NATS Streaming Pub/Sub stats: 428,763 msgs/sec ~ 52.34 MB/sec\n' +
        ' Pub stats: 215,783 msgs/sec ~ 26.34 MB/sec\n Sub stats: 214,785 msgs/sec ~ 26.22 MB/sec',
      428_763,
    ],
  ])('finds the rate %s', (_, output, expected) => {
    expect(readRate(output)).toBe(expected);
  });

  it('says what came instead', () => {
    expect(() => readRate('Connection lost')).toThrow(/no rate:\nConnection lost/);
  });
});

describe('the table', () => {
  it('shows medians, ratio, goal, CPU and noise of a case', () => {
    const [, , row] = renderTable([result([100, 110, 90], [250, 260, 240])]).split('\n');

    expect(row?.replace(/ +/g, ' ')).toBe(
      '| 1 publisher | 100/s | 250/s | 2.50x | 2.00x | 0.25x | 20 %, 8 % |',
    );
  });

  it('names what is below its goal, and nothing else', () => {
    const [slow, fast] = [result([100], [190]), result([100], [200])];

    expect(missed([slow, fast])).toEqual([slow]);
  });
});
