import type { IntervalFacts } from '../load/protocol';
import { mergeHistograms } from '../latencies';
import type { Moment } from '../report';

export interface TimelineOptions {
  readonly intervalMs: number;
  /** How many identities there are. */
  readonly identities: number;
  /** From the start of the round, where intervals are counted from, to the first that counts. */
  readonly warmUpMs: number;
}

/** Puts together what all workers have counted, interval by interval. */
export function timelineOf(
  facts: readonly IntervalFacts[],
  { intervalMs, identities, warmUpMs }: TimelineOptions,
): Moment[] {
  if (facts.length === 0) return [];
  const byIndex = new Map<number, IntervalFacts[]>();
  for (const fact of facts) byIndex.set(fact.index, [...(byIndex.get(fact.index) ?? []), fact]);
  const last = Math.max(...byIndex.keys());
  const totals = {
    published: 0,
    acknowledged: 0,
    delivered: new Array<number>(identities).fill(0),
  };
  const moments: Moment[] = [];
  for (let index = Math.min(...byIndex.keys()); index <= last; index++) {
    const parts = byIndex.get(index) ?? [];
    const published = sum(parts, (it) => it.published);
    const acknowledged = sum(parts, (it) => it.acknowledged);
    const delivered = totals.delivered.map((_, identity) =>
      sum(parts, (it) => it.delivered[identity] ?? 0),
    );
    totals.published += published;
    totals.acknowledged += acknowledged;
    totals.delivered = totals.delivered.map(
      (count, identity) => count + (delivered[identity] ?? 0),
    );
    const slowest = identities === 0 ? totals.acknowledged : Math.min(...totals.delivered);
    moments.push({
      atMs: (index + 1) * intervalMs - warmUpMs,
      published,
      acknowledged,
      delivered: delivered.reduce((total, count) => total + count, 0),
      backlog: Math.max(0, totals.published - slowest),
      ...percentiles(parts, 'endToEnd'),
      ...percentiles(parts, 'publishAck'),
    });
  }
  return moments;
}

function sum(parts: readonly IntervalFacts[], of: (part: IntervalFacts) => number): number {
  return parts.reduce((total, part) => total + of(part), 0);
}

type Percentiles = Partial<
  Pick<Moment, 'endToEndP50Ms' | 'endToEndP99Ms' | 'publishAckP50Ms' | 'publishAckP99Ms'>
>;

function percentiles(parts: readonly IntervalFacts[], of: 'endToEnd' | 'publishAck'): Percentiles {
  const texts = parts.flatMap((part) => part[of] ?? []);
  if (texts.length === 0) return {};
  const histogram = mergeHistograms(texts, 2);
  return {
    [`${of}P50Ms`]: histogram.getValueAtPercentile(50) / 1000,
    [`${of}P99Ms`]: histogram.getValueAtPercentile(99) / 1000,
  };
}
