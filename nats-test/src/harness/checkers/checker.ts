import type { History, Operation } from '../history/operation';
import type { TargetFacts } from '../history/target-facts';

/** `unknown`: the history does not say, which is never as good as valid. */
export type Verdict = 'valid' | 'invalid' | 'unknown';

/** What a checker says of a history. */
export interface Finding {
  readonly verdict: Verdict;
  /** What was seen, in a few words that follow "saw": `30 events, each at one of 3 members`. */
  readonly seen: string;
  /** The operations that show it; empty when it is valid. A few are enough. */
  readonly proof: readonly Operation[];
}

/**
 * Judges a history, by that alone: the same history gets the same verdict wherever and whenever it
 * is judged. A history in which there is nothing to judge is unknown.
 */
export interface Checker {
  /** In the field's words: `lost`, `queue exclusivity`. */
  readonly name: string;
  /** @param target what is known of the server; a checker that needs more than there is, is unknown */
  check(history: History, target?: TargetFacts): Finding;
}

/** The worst of several: one invalid makes all invalid, else one unknown makes all unknown. */
export function worst(verdicts: readonly Verdict[]): Verdict {
  if (verdicts.includes('invalid')) return 'invalid';
  return verdicts.length === 0 || verdicts.includes('unknown') ? 'unknown' : 'valid';
}

/**
 * What a checker judges: by itself, in a lesson that has no other one for it, all that its promise
 * needs; among all others only what is its own, so that one fault turns one checker red.
 */
export type Scope = 'alone' | 'among all';
