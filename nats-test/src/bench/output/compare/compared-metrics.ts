import type { Metric } from '../metrics';

/** What a change is looked for in. The tails beyond p99 are too noisy for a verdict. */
export const COMPARED: readonly string[] = [
  'rates.published',
  'rates.delivered',
  'publishAck.p50Ms',
  'publishAck.p99Ms',
  'endToEnd.p50Ms',
  'endToEnd.p99Ms',
];

/** `delivered`, `end to end p99` */
export function nameOfMetric({ group, label }: Metric): string {
  return group === 'rate' ? label : `${group} ${label}`;
}
