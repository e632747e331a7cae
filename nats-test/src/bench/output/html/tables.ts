import { count } from '../../../base/numbers';
import type { BenchReport, RunReport } from '../../report';
import { spreadOf } from '../figure';
import type { Metric } from '../metrics';
import { inUnit, percent, signedPercent, times } from '../numbers';
import { countFaults, measuredGroups, ratioOf, type TargetSummary } from '../summary';
import type { Comparison } from '../compare/comparison';
import { shown, titleOf } from '../compare/render-comparison';
import { html, NOTHING, type Markup } from '../../../base/html/markup';

/** All figures: medians of the rounds with their spread, and how many times the other target's. */
export function figuresTable(targets: readonly TargetSummary[], names: readonly string[]): Markup {
  const [first, second] = targets;
  return html`<div class="table">
    <table>
      <thead>
        <tr>
          <th></th>
          ${names.map(
            (name, i) =>
              html`<th><span class="name c${i}">${name}</span></th>
                <th>spread</th>`,
          )}
          ${
            first && second
              ? html`<th>ratio</th>
                  <th>of each round pair</th>`
              : NOTHING
          }
        </tr>
      </thead>
      <tbody>
        ${measuredGroups(targets).map(({ group, metrics }) => {
          const unit = metrics[0]?.unit ?? '';
          const columns = 1 + targets.length * 2 + (second ? 2 : 0);
          return html`<tr class="group">
              <td colspan="${columns}">${group}, ${unit}</td>
            </tr>
            ${metrics.map((metric) => figuresRow(metric, targets, unit))}`;
        })}
      </tbody>
    </table>
  </div>`;
}

/** @param unit that is said above it */
function figuresRow(metric: Metric, targets: readonly TargetSummary[], unit: string): Markup {
  const [first, second] = targets;
  const ratio = first && second ? ratioOf(metric, first, second) : undefined;
  const range = ratio?.ofRounds;
  return html`<tr>
    <td>${metric.label}${metric.unit === unit ? '' : `, ${metric.unit}`}</td>
    ${targets.map(({ figures }) => {
      const figure = figures.get(metric.key);
      const spread = figure === undefined ? undefined : spreadOf(figure);
      return html`<td>${figure === undefined ? '-' : inUnit(figure.median, metric.unit)}</td>
        <td class="soft">${spread === undefined ? '' : percent(spread)}</td>`;
    })}
    ${
      first && second
        ? html`<td>${ratio === undefined ? '' : times(ratio.ofMedians)}</td>
            <td class="soft">
              ${range === undefined ? '' : `${times(range.lowest)} to ${times(range.highest)}`}
            </td>`
        : NOTHING
    }
  </tr>`;
}

/** Each round by itself, for who wants to see the noise. */
export function roundsTable(targets: readonly TargetSummary[], names: readonly string[]): Markup {
  return html`<div class="table">
    <table>
      <thead>
        <tr>
          <th>round</th>
          <th class="text">verified</th>
          <th>published</th>
          <th>delivered</th>
          <th>delivered/s</th>
          <th>redelivered</th>
          <th>p50, ms</th>
          <th>p99, ms</th>
          <th>server CPU</th>
          <th>busiest worker</th>
        </tr>
      </thead>
      <tbody>
        ${targets.map(
          ({ target }, i) =>
            html`<tr class="group c${i}">
                <td colspan="10"><span class="name">${names[i] ?? ''}</span></td>
              </tr>
              ${target.runs.map(roundsRow)}`,
        )}
      </tbody>
    </table>
  </div>`;
}

function roundsRow(run: RunReport): Markup {
  const { round, messages, rates, endToEnd, load, verification, partial } = run;
  const busiest = load.workers.reduce((top, it) => Math.max(top, it.cpuPercent), 0);
  const server = load.serverCpuPercent;
  const faults = countFaults(verification);
  const said = faults === '' ? verification.verdict : faults;
  return html`<tr>
    <td>${round}</td>
    <td class="text ${verification.verdict}">${said}${partial === undefined ? '' : ', partial'}</td>
    <td>${count(messages.published)}</td>
    <td>${count(messages.delivered)}</td>
    <td>${count(rates.delivered)}</td>
    <td>${count(messages.redelivered)}</td>
    <td>${endToEnd.count === 0 ? '-' : inUnit(endToEnd.p50Ms, 'ms')}</td>
    <td>${endToEnd.count === 0 ? '-' : inUnit(endToEnd.p99Ms, 'ms')}</td>
    <td>${server === undefined ? '-' : `${count(server)} %`}</td>
    <td>${load.workers.length === 0 ? '-' : `${count(busiest)} %`}</td>
  </tr>`;
}

/** What became of each metric since the bench before. */
export function comparisonTables({ compared }: Comparison): Markup {
  return html`${compared.map(
    (it) =>
      html`<p class="compared">${titleOf(it)}</p>
        <div class="table">
          <table>
            <thead>
              <tr>
                <th></th>
                <th class="text"></th>
                <th>before</th>
                <th>now</th>
                <th>change</th>
                <th>shows from</th>
              </tr>
            </thead>
            <tbody>
              ${it.metrics.map(
                ({ name, unit, before, after, change, visible, verdict, why }) =>
                  html`<tr>
                    <td>${unit === 'x' ? name : `${name}, ${unit}`}</td>
                    <td class="text ${verdict}">
                      ${why === undefined ? verdict : `${verdict}: ${why}`}
                    </td>
                    <td>${shown(before?.median, unit)}</td>
                    <td>${shown(after?.median, unit)}</td>
                    <td>${change === undefined ? '' : signedPercent(change)}</td>
                    <td class="soft">${visible === undefined ? '' : percent(visible)}</td>
                  </tr>`,
              )}
            </tbody>
          </table>
        </div>`,
  )}`;
}

/** Which rates were tried in the search for the highest one. */
export function searchTable({ targets }: BenchReport, names: readonly string[]): Markup {
  return html`${targets.map(({ maxRate }, i) => {
    if (maxRate === undefined) return NOTHING;
    return html`<div class="table">
      <table>
        <thead>
          <tr>
            <th><span class="name c${i}">${names[i] ?? ''}</span></th>
            <th class="text"></th>
            <th class="text">why</th>
          </tr>
        </thead>
        <tbody>
          ${maxRate.tried.map(
            ({ rate, held, why }) =>
              html`<tr>
                <td>${count(rate)} msg/s</td>
                <td class="text ${held ? 'valid' : 'invalid'}">
                  ${held ? 'held' : 'did not hold'}
                </td>
                <td class="text wide">${why}</td>
              </tr>`,
          )}
        </tbody>
      </table>
    </div>`;
  })}`;
}
