import { FAULTS, type Fault } from '../history/fault';
import { isWorkload, type Scenario } from '../scenarios/scenario';
import type { TargetOptions } from '../target/target';

/** Why a scenario can't be played on a target of that kind, in a few words; undefined when it can. */
export function misfit(scenario: Scenario, { kind }: TargetOptions): string | undefined {
  if (scenario.needs?.includes('cluster') && kind !== 'cluster') {
    return 'it needs a cluster: --target cluster:PATH';
  }
  if (!isWorkload(scenario) || !scenario.server) return undefined;
  if (kind === 'url') return 'it needs a server that is started for it: --target process:PATH';
  const { store } = scenario.server;
  if (kind === 'cluster' && store !== undefined) {
    return 'it is about the store of a server by itself: --target process:PATH';
  }
  return undefined;
}

/** Those of the faults that a target of that kind can be struck with. */
export function possibleFaults(faults: readonly Fault[], { kind }: TargetOptions): Fault[] {
  return faults.filter((fault) => {
    if (fault === 'clock') return kind === 'embedded';
    return kind !== 'url' || FAULTS[fault] !== 'server';
  });
}
