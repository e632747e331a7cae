import type { Heartbeats, Limits, TargetFacts } from '../history/target-facts';
import type { StoreKind } from './target';

/** What a scenario asks of its server. A server that runs already is as it is. */
export interface ServerTerms {
  /** Left out: the server's own defaults. */
  readonly heartbeats?: Heartbeats;
  /** Of each channel; left out: the server's own defaults, which no scenario comes near to. */
  readonly limits?: Limits;
  /** Left out: what was typed, else `memory`. A cluster has everything on disk. */
  readonly store?: StoreKind;
  /** More flags of the real server. */
  readonly flags?: readonly string[];
}

/** As flags of the real server; without the store, which needs a folder. */
export function flagsOf({ heartbeats, limits, flags = [] }: ServerTerms): string[] {
  return [
    ...(heartbeats
      ? [
          ...['-hbi', `${heartbeats.intervalMs}ms`, '-hbt', `${heartbeats.timeoutMs}ms`],
          ...['-hbf', String(heartbeats.failuresMax)],
        ]
      : []),
    ...(limits?.msgsMax === undefined ? [] : ['-mm', String(limits.msgsMax)]),
    ...(limits?.bytesMax === undefined ? [] : ['-mb', String(limits.bytesMax)]),
    ...(limits?.ageMsMax === undefined ? [] : ['-ma', `${limits.ageMsMax}ms`]),
    ...flags,
  ];
}

/** What is known of a server that was started with them. */
export function factsOf({
  heartbeats,
  limits,
}: ServerTerms): Pick<TargetFacts, 'heartbeats' | 'limits'> {
  return { ...(heartbeats && { heartbeats }), ...(limits && { limits }) };
}
