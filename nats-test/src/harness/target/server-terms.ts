import type { TargetFacts } from '../history/target-facts';
import type { ServerTerms } from '../scenarios/scenario';

/** As flags of the real server; without the store, which needs a folder. */
export function flagsOf({ heartbeats, limits }: ServerTerms): string[] {
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
  ];
}

/** What is known of a server that was started with them. */
export function factsOf({
  heartbeats,
  limits,
}: ServerTerms): Pick<TargetFacts, 'heartbeats' | 'limits'> {
  return { ...(heartbeats && { heartbeats }), ...(limits && { limits }) };
}
