import { renderTable } from '../base/text-table';
import { scenarios } from '../harness/scenarios/all';
import { describeStep } from '../harness/scenarios/describe-step';
import { isWorkload } from '../harness/scenarios/scenario';
import { paintFor } from './colours';
import type { ExitStatus } from './command-error';
import { renderScenariosPage } from './scenarios-page';
import { widthOf } from './verify-screen';

export interface ScenariosFlags {
  readonly json?: true;
  readonly markdown?: true;
}

/** `nats-test scenarios`: lists what `nats-test verify` proves. */
export function listScenarios({ json, markdown }: ScenariosFlags): ExitStatus {
  process.stdout.write(
    json ? renderJson() : markdown ? renderScenariosPage(scenarios) : renderList(),
  );
  return 0;
}

function renderList(): string {
  const paint = paintFor(process.stdout, process.env);
  const rows = scenarios.map(({ name, lesson }) => [
    { text: name, style: 'bold' as const },
    { text: lesson },
  ]);
  // In a pipe each is one line, for grep and the like.
  const columns = process.stdout.isTTY ? widthOf(process.stdout) : Number.POSITIVE_INFINITY;
  return `${renderTable(rows, columns, paint).join('\n')}\n`;
}

function renderJson(): string {
  const list = scenarios.map((scenario) => {
    const { name, lesson, explanation, expected, channel, needs } = scenario;
    const common = { name, lesson, explanation, expected, channel: channel ?? null };
    return {
      ...common,
      needs: needs ?? [],
      ...(isWorkload(scenario)
        ? { actors: scenario.actors, server: scenario.server ?? {}, proves: scenario.proves }
        : { steps: scenario.steps.map(describeStep) }),
    };
  });
  return `${JSON.stringify(list, undefined, 2)}\n`;
}
