import {
  build,
  decodeFromCompressedBase64,
  encodeIntoCompressedBase64,
  type Histogram,
} from 'hdr-histogram-js';

import type { Latencies } from './report';

/** An hour in microseconds: what takes longer counts as an hour. */
const HIGHEST_US = 3_600_000_000;
const BIT_BUCKET_SIZE = 32;
const US_PER_MS = 1000;

/** Three digits for what is reported, two for the moments of a timeline. */
export type Digits = 2 | 3;

/** An empty histogram of microseconds. Three digits of each value are kept. */
export function newHistogram(digits: Digits = 3): Histogram {
  return build({
    bitBucketSize: BIT_BUCKET_SIZE,
    lowestDiscernibleValue: 1,
    highestTrackableValue: HIGHEST_US,
    numberOfSignificantValueDigits: digits,
    useWebAssembly: false,
  });
}

/** Records a time in microseconds. Clocks of two cores may differ by less than one: that is 0. */
export function record(histogram: Histogram, us: number): void {
  histogram.recordValue(Math.min(HIGHEST_US, Math.max(0, Math.round(us))));
}

/** As text: compressed, base64. */
export function encodeHistogram(histogram: Histogram): string {
  return encodeIntoCompressedBase64(histogram);
}

/** Several histograms, as texts, as one. */
export function mergeHistograms(texts: readonly string[], digits: Digits = 3): Histogram {
  const merged = newHistogram(digits);
  for (const text of texts) {
    merged.add(decodeFromCompressedBase64(text, BIT_BUCKET_SIZE, false));
  }
  return merged;
}

/** What a report says of a histogram. */
export function latenciesOf(histogram: Histogram): Latencies {
  const count = histogram.totalCount;
  const at = (percentile: number): number =>
    count === 0 ? 0 : histogram.getValueAtPercentile(percentile) / US_PER_MS;
  return {
    count,
    minMs: at(0),
    meanMs: count === 0 ? 0 : histogram.mean / US_PER_MS,
    p50Ms: at(50),
    p90Ms: at(90),
    p99Ms: at(99),
    p999Ms: at(99.9),
    maxMs: count === 0 ? 0 : histogram.maxValue / US_PER_MS,
    histogram: encodeHistogram(histogram),
  };
}
