import { formatDuration } from '../base/duration';
import type { Storm } from '../harness/generators/storm';
import type { VerifyFlags } from './verify-flags';

/** What repeats a run when it is typed behind `nats-test`, with the seed that it has had; no passwords. */
export function verifyAgain(flags: VerifyFlags, storm: Storm): readonly string[] {
  const kept = ['target', 'url', 'cluster', 'store', 'sabotage', 'hbi', 'hbt', 'hbf'] as const;
  return [
    'verify',
    ...kept.flatMap((name) =>
      flags[name] === undefined ? [] : [`--${name}`, withoutLogin(flags[name])],
    ),
    ...(flags.only ? ['--only', flags.only.join(',')] : []),
    ...(flags.faults
      ? ['--faults', flags.faults.join(','), '--every', formatDuration(storm.everyMs)]
      : []),
    ...['--for', formatDuration(storm.mainMs), '--seed', String(storm.seed)],
  ];
}

function withoutLogin(text: string): string {
  return text.replaceAll(/\/\/[^@/]*@/g, '//');
}
