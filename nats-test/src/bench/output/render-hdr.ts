import { mergeHistograms } from '../latencies';
import type { BenchReport } from '../report';
import { LATENCIES } from './metrics';
import { countedRuns, summarise } from './summary';

/** Points in each halving of the distance to 100 %, as HdrHistogram's own tools have it. */
const TICKS = 5;
const MICROSECONDS_IN_MS = 1000;

/** A file that plotters of HdrHistogram read. */
export interface HdrFile {
  /** `embedded-end-to-end`: letters, digits, dots, dashes and underscores; no two are the same. */
  readonly name: string;
  readonly text: string;
}

/** A percentile distribution in ms, all rounds together, of each target and latency that has values. */
export function renderHdr(report: BenchReport): HdrFile[] {
  const targets = summarise(report);
  const names = targets.map(({ label }) => fileName(label));
  return targets.flatMap(({ target }, i) => {
    const name = names.indexOf(names[i] ?? '') === i ? names[i] : `${names[i] ?? ''}-${i + 1}`;
    return LATENCIES.flatMap(({ key, group }) => {
      const merged = mergeHistograms(countedRuns(target).map((run) => run[key].histogram));
      if (merged.totalCount === 0) return [];
      const text = merged.outputPercentileDistribution(TICKS, MICROSECONDS_IN_MS);
      return [{ name: `${name ?? ''}-${group.replaceAll(' ', '-')}`, text }];
    });
  });
}

/** The end of a path says what it is. */
function fileName(label: string): string {
  const last = label.split(/[/\\]/).findLast((part) => part !== '') ?? '';
  return last.replace(/[^\w.-]+/g, '-').replace(/^[-.]+|-+$/g, '') || 'target';
}
