import { groupBy } from '../../../base/group-by';
import { html, NOTHING, type Markup } from '../../../base/html/markup';
import { count } from '../../../base/numbers';
import { shellCommand } from '../../../base/shell-command';
import { seconds } from '../../../base/verdict-style';
import type { OperationOf } from '../../history/operation';
import { sentence } from '../sentence';
import type { ReportedRun } from './reported-run';
import type { Story } from './story';
import { counted, shown } from './words';

/** What a reader with ten seconds takes away: the verdict, of what, how to run it again, what is unclear. */
export function headline(run: ReportedRun, stories: readonly Story[]): Markup {
  const { verdict, problem, command } = run;
  return html`<p class="verdict ${verdict}"><b>${verdict.toUpperCase()}</b>${inOneSentence(run)}</p>
    <h1>${title(run, stories)}</h1>
    ${problem === undefined ? NOTHING : html`<p class="note partial"><b>Ended early.</b> ${shown(sentence(problem), 1000)}</p>`}
    <section class="tile">
      <dl>
        ${facts(run, stories).map(
          ([term, value]) =>
            html`<div>
              <dt>${term}</dt>
              <dd>${value}</dd>
            </div>`,
        )}
      </dl>
    </section>
    ${
      command === undefined
        ? NOTHING
        : html`<p class="soft">The same again:</p>
            <pre>${shellCommand(['nats-test', ...command])}</pre>`
    }
    ${doubts(run, stories)}`;
}

/** The worst of what was seen; where all is well, how much that says. */
function title(
  { scenarios, target, verdict, problem }: ReportedRun,
  stories: readonly Story[],
): string {
  const worst = scenarios.find((it) => it.verdict === verdict);
  if (!worst) return shown(problem ?? 'Nothing was run');
  if (verdict !== 'valid') return `${worst.name}: ${shown(worst.seen)}`;
  const faults = faultsOf(stories).length;
  const held = `${target} held what it promises`;
  return capital(faults === 0 ? shown(held) : `${shown(held)}, under ${counted(faults, 'fault')}`);
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

function inOneSentence({ scenarios, target }: ReportedRun): string {
  const on = ` on ${shown(target)}`;
  if (scenarios.length === 0) return `No scenario was run${on}.`;
  const counts = (['invalid', 'unknown', 'valid'] as const)
    .map((verdict) => ({
      verdict,
      amount: scenarios.filter((it) => it.verdict === verdict).length,
    }))
    .filter(({ amount }) => amount > 0);
  const [first] = counts;
  if (counts.length === 1 && first) {
    return scenarios.length === 1
      ? `The scenario${on} is ${first.verdict}.`
      : `All ${scenarios.length} scenarios${on} are ${first.verdict}.`;
  }
  const parts = counts.map(({ verdict, amount }) => `${amount} ${verdict}`);
  return `Of ${scenarios.length} scenarios${on}: ${parts.join(', ')}.`;
}

function facts(run: ReportedRun, stories: readonly Story[]): [string, string][] {
  const { target, seed, elapsedMs, runId, planFile, startedAt } = run;
  const operations = stories.reduce((sum, { result }) => sum + result.history.length, 0);
  const optional = (term: string, value: string | undefined): [string, string][] =>
    value === undefined ? [] : [[term, value]];
  return [
    ['target', shown(target)],
    ...optional('seed', seed === undefined ? undefined : `${seed}`),
    ['took', seconds(elapsedMs)],
    ['scenarios', count(stories.length)],
    ['operations', count(operations)],
    ['faults that struck', struck(stories)],
    ['run', runId],
    ...optional('plan', planFile),
    ...optional('started', startedAt),
  ];
}

function faultsOf(stories: readonly Story[]): OperationOf<'fault'>[] {
  return stories.flatMap(({ result }) =>
    result.history.filter((it) => it.f === 'fault').filter(({ state }) => state === 'begins'),
  );
}

/** `4 (2 kill, 2 freeze)` */
function struck(stories: readonly Story[]): string {
  const begun = faultsOf(stories);
  if (begun.length === 0) return 'none';
  const kinds = [...groupBy(begun, ({ fault }) => fault)];
  const counts = kinds.map(([fault, all]) => `${count(all.length)} ${fault}`);
  return `${count(begun.length)} (${counts.join(', ')})`;
}

/** What nobody could tell. */
function doubts({ scenarios }: ReportedRun, stories: readonly Story[]): Markup {
  const unclear = stories.flatMap(({ lanes }) =>
    lanes.flatMap(({ marks }) => marks.filter(({ kind }) => kind === 'unclear')),
  );
  const publishes = unclear.filter(({ operations: [it] }) => it.f === 'publish').length;
  const others = unclear.length - publishes;
  const notes = [
    ...scenarios
      .filter(({ verdict }) => verdict === 'unknown')
      .map(({ name, seen }) => `${name}: ${shown(seen)}`),
    ...scenarios
      .filter(({ verdict }) => verdict !== 'unknown')
      .flatMap(({ name, findings }) =>
        findings
          .filter(({ verdict }) => verdict === 'unknown')
          .map(({ checker, seen }) => `${name}, ${checker}: ${shown(seen)}`),
      ),
    ...(publishes === 0
      ? []
      : [
          `${counted(publishes, 'publish', 'publishes')} had no answer: each may have been stored, or not`,
        ]),
    ...(others === 0 ? [] : [`${counted(others, 'other request')} had no answer`]),
  ];
  if (notes.length === 0) return NOTHING;
  const left = notes.length - NOTES_MAX;
  return html`<section class="note doubts">
    <b>What nobody could tell</b>
    <ul>
      ${notes.slice(0, NOTES_MAX).map((it) => html`<li>${sentence(it)}</li>`)}
      ${left > 0 ? html`<li>And ${left} more.</li>` : NOTHING}
    </ul>
  </section>`;
}

const NOTES_MAX = 20;
