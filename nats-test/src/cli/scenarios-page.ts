import { wrap } from '../base/wrap';
import { allCheckers } from '../harness/checkers/all';
import { describeStep } from '../harness/scenarios/describe-step';
import type { TargetFacts } from '../harness/history/target-facts';
import { describeActor } from '../harness/scenarios/describe-actor';
import { describeServer } from '../harness/scenarios/describe-server';
import {
  isWorkload,
  type Need,
  type Scenario,
  type Script,
  type Workload,
} from '../harness/scenarios/scenario';

const WIDTH = 100;

/** Those of the course. Checkers have the same names whatever they are. */
const FACTS: TargetFacts = { heartbeats: { intervalMs: 5000, timeoutMs: 5000, failuresMax: 2 } };

const NEEDS: Readonly<Record<Need, string>> = {
  monitoring: "the server's monitoring (`--monitoring URL`, by default port 8222 of its host)",
  heartbeats: "the server's heartbeat settings (`--hbi`, `--hbt` and `--hbf`)",
  cluster: 'several nodes (`--target cluster:PATH`)',
};

const INTRODUCTION = `# Scenarios

<!-- Written by \`npm run docs\`: change src/harness/scenarios and run it again. -->

Each lesson of the course is a scenario that \`nats-test verify\` proves on a server: the embedded one, a
real one that it starts, or with \`--url\` any that runs, such as the one behind a port-forward. Clients
do what the steps say, and all that they ask for and see is written down as a history. When the last
step is done, checkers judge the history, and nothing but the history. Below the lessons stand those
that are played [under load and faults](#under-load-and-faults), and the [checkers](#checkers).

- \`valid\`: the history shows that the lesson holds.
- \`invalid\`: the history shows that it does not. What proves it stands below the table.
- \`unknown\`: nobody can tell. Something was missing that the lesson needs, or a request had no
  answer, or the run ended early.

Run all of them, or one, on the embedded server; or all on the course's server in a cluster:

\`\`\`sh
nats-test verify
nats-test verify --only queue-group
nats-test verify --url nats://localhost:4222 --cluster ticketing --hbi 5s --hbt 5s --hbf 2
\`\`\`

A run uses the channels named here and no others. Its client IDs, queue groups, durable names and
values are its own, so that it disturbs nobody, and what earlier runs have left disturbs it as little.
`;

const UNDER_FAULTS = `# Under load and faults

Each of these is played by actors: processes of services, as it were, that come back under their client
ID when they have lost their connection. A seed says what they do and when, and what goes wrong
meanwhile; the same seed makes the same plan, byte for byte. There are four phases: \`main\` (load, and
faults), \`heal\` (all faults end), \`settle\` (all actors come back) and \`drain\` (what is under way
may arrive). [VERIFY.md](VERIFY.md) says how to run them under faults of your choice.

\`\`\`sh
nats-test verify --only steady,resume
nats-test verify --target process:./nats-streaming-server --faults kill,freeze --every 5s --seed 42
\`\`\`
`;

/** docs/SCENARIOS.md. */
export function renderScenariosPage(scenarios: readonly Scenario[]): string {
  const scripts = scenarios.filter((it): it is Script => !isWorkload(it));
  const workloads = scenarios.filter(isWorkload);
  return [
    INTRODUCTION,
    ...scripts.map(renderScript),
    UNDER_FAULTS,
    ...workloads.map(renderWorkload),
    ...CHECKERS,
  ].join('\n');
}

const CHECKERS: readonly string[] = [
  '# Checkers',
  '',
  'Every one of them judges each history of a scenario under load, and nothing but the history.',
  '',
  ...[...allCheckers].flatMap(([name, { proves }]) => renderItem('-', `${name}: ${proves}`)),
  '',
];

function renderScript(scenario: Script): string {
  const { steps, expected, channel, needs = [] } = scenario;
  const checkers =
    typeof scenario.checkers === 'function' ? scenario.checkers(FACTS) : scenario.checkers;
  return [
    ...renderHead(scenario),
    ...steps.flatMap((step, i) => renderItem(`${i + 1}.`, describeStep(step))),
    '',
    ...renderItem('-', `Expected: ${expected}.`),
    ...renderItem('-', `Judged by: ${checkers.map((checker) => checker.name).join(', ')}.`),
    ...renderItem(
      '-',
      `Needs: ${needs.map((need) => NEEDS[need]).join(', ') || 'the server alone'}.`,
    ),
    ...renderItem('-', `Channel: ${channel === undefined ? 'none' : `\`${channel}\``}.`),
    '',
  ].join('\n');
}

function renderWorkload(workload: Workload): string {
  const { actors, expected, channel, proves, server, needs = [] } = workload;
  const needed = [...(server ? [describeServer(server)] : []), ...needs.map((need) => NEEDS[need])];
  return [
    ...renderHead(workload),
    ...actors.flatMap((actor) => renderItem('-', `${describeActor(actor)}.`)),
    '',
    ...renderItem('-', `Expected: ${expected}.`),
    ...renderItem('-', `Must be proven: ${proves.join(', ')}.`),
    ...renderItem('-', `Needs: ${needed.join(', ') || 'the server alone'}.`),
    ...renderItem('-', `Channel: \`${channel}\`.`),
    '',
  ].join('\n');
}

function renderHead({ name, lesson, explanation }: Scenario): string[] {
  return [`## ${name}`, '', ...wrap(`**${lesson}.**`, WIDTH), '', ...wrap(explanation, WIDTH), ''];
}

function renderItem(mark: string, text: string): string[] {
  const indent = ' '.repeat(mark.length + 1);
  return wrap(text, WIDTH - indent.length).map((line, i) =>
    i === 0 ? `${mark} ${line}` : `${indent}${line}`,
  );
}
