import { formatSize } from '../../../base/size';
import type { BenchReport } from '../../report';
import { compareTargets } from '../compare/compare-targets';
import type { Comparison } from '../compare/comparison';
import { partialOf, summarise, type TargetSummary } from '../summary';
import { headline } from './headline';
import { html, NOTHING, type Markup } from '../../../base/html/markup';
import { renderPage } from '../../../base/html/page';
import { SHARED_STYLE } from '../../../base/html/shared-style';
import { shellCommand } from '../../../base/shell-command';
import { chartsOverTime } from './over-time';
import { percentileCurves } from './percentile-curves';
import { STYLE } from './style';
import { comparisonTables, figuresTable, roundsTable, searchTable } from './tables';

/** An earlier bench, and what became of it. */
export interface Before {
  readonly report: BenchReport;
  readonly comparison: Comparison;
}

/** More than that nobody reads. */
const EXAMPLES_MAX = 20;

/**
 * One page with all that a bench has measured. It needs no network, no other file and no script, and
 * its security policy lets it load nothing, whatever a name may hold.
 */
export function renderHtml(report: BenchReport, before?: Before): string {
  const targets = summarise(report);
  const names = shortNames(targets);
  const earlier = before === undefined ? [] : sameTargets(summarise(before.report), targets);
  return renderPage({
    title: `nats-test bench: ${names.join(' and ')}`,
    style: { markup: SHARED_STYLE.markup + STYLE.markup },
    body: html`${headline(targets, names, compareTargets(report))} ${notes(report, targets)}
      ${before === undefined ? NOTHING : comparisonSection(before.comparison)}
      ${charts(targets, names, earlier)}
      <h2>All figures</h2>
      <p class="soft">
        Medians of the rounds. Spread: from the lowest round to the highest, in percent of the
        median.${targets.length === 2 ? ` Ratio: ${names.join(' divided by ')}.` : ''}
      </p>
      ${figuresTable(targets, names)}
      <h2>Round by round</h2>
      <p class="soft">In the order of the rounds; latencies are end to end.</p>
      ${roundsTable(targets, names)}
      ${report.targets.some((it) => it.maxRate) ? html`<h2>The highest rate that holds</h2>` : NOTHING}
      ${searchTable(report, names)} ${verificationSection(targets)} ${howItWasRun(report)}
      <footer>nats-test ${report.version}, ${report.startedAt}</footer>`,
  });
}

/** The last part of a path, where that tells targets apart. */
function shortNames(targets: readonly TargetSummary[]): readonly string[] {
  const names = targets.map(({ label, target }) =>
    target.kind === 'process' ? (label.split(/[/\\]/).at(-1) ?? '') || label : label,
  );
  return new Set(names).size === names.length ? names : targets.map(({ label }) => label);
}

/** Those of the earlier bench in the order of these; a lone one whatever its name. */
function sameTargets(
  earlier: readonly TargetSummary[],
  targets: readonly TargetSummary[],
): readonly TargetSummary[] {
  if (earlier.length === 1 && targets.length === 1) return earlier;
  return targets.flatMap(({ label }) => earlier.find((it) => it.label === label) ?? []);
}

function notes(report: BenchReport, targets: readonly TargetSummary[]): Markup {
  const titles = {
    partial: 'Partial',
    behind: 'Fell behind',
    saturated: 'Saturated',
    error: 'Error',
  };
  const partial = partialOf(report);
  return html`${
    partial === undefined ? NOTHING : html`<p class="note partial"><b>Partial.</b> ${partial}</p>`
  }${targets.flatMap(({ notes: all, label }) =>
    all.map(
      ({ kind, text }) =>
        html`<p class="note ${kind}"><b>${titles[kind]}.</b> ${label}, ${text}</p>`,
    ),
  )}`;
}

function comparisonSection(comparison: Comparison): Markup {
  const { sentence, verdict, warnings, rule } = comparison;
  const [word = '', ...rest] = sentence.split(': ');
  return html`<h2>Against the bench before</h2>
    <p class="verdict ${verdict.replace(' ', '-')}"><b>${word}</b>${rest.join(': ')}</p>
    ${warnings.map((it) => html`<p class="note">${it}</p>`)} ${comparisonTables(comparison)}
    <p class="soft">
      ${rule} “Shows from” is the smallest change that these rounds could have shown.
    </p>`;
}

function charts(
  targets: readonly TargetSummary[],
  names: readonly string[],
  earlier: readonly TargetSummary[],
): Markup {
  const hasRounds = targets.some(({ runs }) => runs.length > 1);
  const legend = html`${names.map((name, i) => html`<span class="c${i}">${name}</span>`)}`;
  const rounds = html`<span class="none faint">a single round</span>`;
  const before = html`<span class="none before">the bench before</span>`;
  const overTime = chartsOverTime(targets, names);
  const curves = percentileCurves(targets, names, earlier);
  return html`${
    overTime.markup === ''
      ? NOTHING
      : html`<h2>In the course of a round</h2>
          <p class="legend">${legend}${hasRounds ? rounds : NOTHING}</p>
          <div class="charts">${overTime}</div>`
  }${
    curves.markup === ''
      ? NOTHING
      : html`<h2>How long it took so many percent of the messages</h2>
          <p class="legend">${legend}${earlier.length > 0 ? before : NOTHING}</p>
          <p class="soft">
            From the moment at which a message was meant to be sent. All rounds together; to the
            right every step is one nine more.
          </p>
          <div class="charts">${curves}</div>`
  }`;
}

function verificationSection(targets: readonly TargetSummary[]): Markup {
  const examples = targets.flatMap(({ label, verification }) =>
    verification.examples.map((it) => `${label}: ${it}`),
  );
  return html`<h2>Verification</h2>
    <p>Every message that came was checked against those that were sent, on each subscription.</p>
    <div class="table">
      <table>
        <thead>
          <tr>
            <th></th>
            <th class="text">verdict</th>
            <th>lost</th>
            <th>duplicated</th>
            <th>reordered</th>
            <th>unexpected</th>
          </tr>
        </thead>
        <tbody>
          ${targets.map(
            ({ label, verification: it }) =>
              html`<tr>
                <td>${label}</td>
                <td class="text ${it.verdict}">${it.verdict}</td>
                <td>${it.lost}</td>
                <td>${it.duplicated}</td>
                <td>${it.reordered}</td>
                <td>${it.unexpected}</td>
              </tr>`,
          )}
        </tbody>
      </table>
    </div>
    ${
      examples.length === 0
        ? NOTHING
        : html`<ul>
            ${examples.slice(0, EXAMPLES_MAX).map((it) => html`<li>${it}</li>`)}
          </ul>`
    }`;
}

function howItWasRun({ args, plan, machine, version, startedAt }: BenchReport): Markup {
  const facts: [string, string][] = [
    ...Object.entries(plan),
    ['machine', `${machine.cpus} CPUs, ${machine.cpuModel}, ${formatSize(machine.memoryBytes)}`],
    ['system', `${machine.platform}, Node ${machine.node}`],
    ['started', startedAt],
    ['nats-test', version],
  ];
  return html`<h2>How it was run</h2>
    <pre>${shellCommand(['nats-test', ...args])}</pre>
    <dl class="facts">
      ${facts.map(
        ([term, value]) =>
          html`<dt>${term}</dt>
            <dd>${value}</dd>`,
      )}
    </dl>`;
}
