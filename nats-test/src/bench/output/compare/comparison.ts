import type { Figure } from '../figure';
import type { Unit } from '../metrics';

/** What became of a bench since another one. Plain data. */
export interface Comparison {
  readonly verdict: 'not worse' | 'worse' | 'unknown';
  /** For CI: 0 not worse, 1 worse, 2 nobody can say. */
  readonly exitStatus: 0 | 1 | 2;
  /** The verdict and its reason: one sentence. */
  readonly sentence: string;
  readonly compared: readonly Compared[];
  /** What may have changed the figures beside the server: a sentence each. */
  readonly warnings: readonly string[];
  /** How the verdicts are found: plain words. */
  readonly rule: string;
}

/** A target, or one against the other, and what it was compared with. */
export interface Compared {
  /** `embedded`, or `embedded / nats-streaming-server` for the ratio of the two. */
  readonly label: string;
  /** What it was compared with, where that has another name. */
  readonly beforeLabel?: string;
  /** Whether figures of the target were compared, or how many times those of the other it reaches. */
  readonly by: 'rounds' | 'ratio';
  readonly metrics: readonly ComparedMetric[];
}

export interface ComparedMetric {
  /** `end to end p99` */
  readonly name: string;
  /** `x`: how many times the other target's. */
  readonly unit: Unit | 'x';
  readonly better: 'higher' | 'lower';
  readonly verdict: 'better' | 'worse' | 'no difference' | 'unknown';
  readonly before?: Figure;
  readonly after?: Figure;
  /** Of the medians, as a share of the one before: -0.2 is a fifth less. */
  readonly change?: number;
  /** The smallest change that these rounds could have shown. */
  readonly visible?: number;
  /** Why there is no verdict. */
  readonly why?: string;
}
