import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { describe, expect, it, test } from 'vitest';

import { allCheckers } from '../../../src/harness/checkers/all';
import { verify } from '../../../src/harness/runner/verify';
import { sabotages } from '../../../src/harness/sabotage/all';
import type { Sabotage } from '../../../src/harness/sabotage/sabotage';
import { workloads } from '../../../src/harness/scenarios/workloads/all';
import type { CleanUp } from '../../support/lesson-server';

const SEED = 42;
const MAIN_MS = 8000;
/** What never happens is noticed when there was time for it. */
const LONGER_MS: Readonly<Record<string, number>> = {
  'never-redelivers': 16_000,
  'never-evicts': 16_000,
};
const EMBEDDED = join(__dirname, '..', '..', '..', 'dist', 'cli', 'embedded-target.js');

/** Of those it is known that they can't be red, and why. */
const NEVER_RED: Readonly<Record<string, string>> = {
  unseen: 'it says what nobody knows, so that it is unknown at worst',
};

/** What shows or not, as the times fall; never in other checkers. */
const NOT_ALWAYS: Readonly<Record<string, string>> = {
  'keeps-the-closed':
    'in group-churn somebody else leaves all the time, who may be to blame as well',
};

/** The checkers that find the server invalid in the scenario of the sabotage. */
async function redIn({ name, scenario }: Sabotage, cleanUp: CleanUp): Promise<string[]> {
  const historyFolder = await mkdtemp(join(tmpdir(), 'nats-test-sabotage-'));
  cleanUp(() => rm(historyFolder, { recursive: true }));
  const { scenarios, problem } = await verify({
    scenarios: workloads.filter((workload) => workload.name === scenario),
    target: { kind: 'embedded', command: [process.execPath, EMBEDDED], sabotage: name },
    storm: { seed: SEED, faults: undefined, everyMs: 5000, mainMs: LONGER_MS[name] ?? MAIN_MS },
    historyFolder,
    onEvent: () => undefined,
    interrupted: new AbortController().signal,
  });
  if (problem !== undefined) throw new Error(problem);
  const findings = scenarios.flatMap((result) => result.findings);
  return findings.filter(({ verdict }) => verdict === 'invalid').map(({ checker }) => checker);
}

describe('checkers and sabotages', () => {
  const red = new Set<string>(sabotages.flatMap((sabotage) => sabotage.red));
  const names = [...allCheckers.keys()];

  it('know each other: each checker is turned red by a sabotage', () => {
    const never = Object.keys(NEVER_RED);

    expect(names.filter((name) => !red.has(name)).sort()).toEqual(never.sort());
    expect([...red].filter((name) => !names.includes(name))).toEqual([]);
  });

  test.concurrent.for(sabotages.map((sabotage) => [sabotage.name, sabotage] as const))(
    '%s is seen by those who are to see it, and by no others',
    // Servers and clients live in real time: a machine that stands still for a moment is to blame, too.
    { retry: 1 },
    async ([name, sabotage], { expect: expectHere, onTestFinished }) => {
      const found = await redIn(sabotage, onTestFinished);

      if (name in NOT_ALWAYS) expectHere(['', ...sabotage.red]).toContain(found.join());
      else expectHere(found).toEqual(sabotage.red);
    },
  );
});
