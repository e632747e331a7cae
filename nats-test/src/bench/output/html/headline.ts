import type { TargetsComparison } from '../../report';
import { nameOfMetric } from '../compare/compared-metrics';
import { spreadOf } from '../figure';
import { METRICS, type Metric } from '../metrics';
import { inUnit, percent, times } from '../numbers';
import { highestRate, ratioOf, type TargetSummary } from '../summary';
import { verdictOf } from '../verdict';
import { html, NOTHING, type Markup } from '../../../base/html/markup';

/** What a reader with ten seconds takes away: the verdict, a sentence, and a tile for each target. */
export function headline(
  targets: readonly TargetSummary[],
  names: readonly string[],
  comparison: TargetsComparison | undefined,
): Markup {
  const { verdict, sentence } = verdictOf(targets);
  // A fast wrong answer is no answer.
  const title =
    verdict === 'invalid'
      ? wrongInOneSentence(targets, names)
      : inOneSentence(targets, names, comparison);
  return html`${said(sentence, verdict)}
    <h1>${title}</h1>
    ${comparison === undefined ? NOTHING : said(comparison.sentence, CLASSES[comparison.verdict])}
    <div class="tiles">${targets.map((target, i) => tile(target, i))}</div>`;
}

/** Which colours a comparison has. */
const CLASSES = {
  better: 'not-worse',
  worse: 'worse',
  mixed: 'unknown',
  'no difference': 'unknown',
  unknown: 'unknown',
} as const satisfies Record<TargetsComparison['verdict'], string>;

function said(sentence: string, kind: string): Markup {
  const [word = '', ...rest] = sentence.split(': ');
  return html`<p class="verdict ${kind}"><b>${word}</b>${rest.join(': ')}</p>`;
}

/** Deliveries, or what was published where nobody listens. */
function mainRate({ figures }: TargetSummary): string {
  return figures.has('rates.delivered') ? 'rates.delivered' : 'rates.published';
}

/** A rate that was asked for says nothing of who was asked: then it is the latency. */
function mainKey(summary: TargetSummary): string {
  if (!summary.isAtRate) return mainRate(summary);
  return summary.figures.has('endToEnd.p99Ms') ? 'endToEnd.p99Ms' : 'publishAck.p99Ms';
}

function wrongInOneSentence(targets: readonly TargetSummary[], names: readonly string[]): string {
  const wrong = names.filter((_, i) => targets[i]?.verification.verdict === 'invalid');
  return `${wrong.join(' and ')} did not deliver what was sent, so the figures prove nothing`;
}

function inOneSentence(
  targets: readonly TargetSummary[],
  names: readonly string[],
  comparison: TargetsComparison | undefined,
): string {
  const [first, second] = targets;
  const [firstName = '', secondName = ''] = names;
  const metric = METRICS.find(({ key }) => first && key === mainKey(first));
  const value = metric && first?.figures.get(metric.key)?.median;
  if (!first || !metric || value === undefined) return `Bench of ${names.join(' and ')}`;
  const alone = `${firstName} ${whatItDoes(first, metric, value)}`;
  const ratio = second && ratioOf(metric, first, second);
  if (ratio === undefined) return alone;
  const verdict = comparison?.metrics.find(({ name }) => name === nameOfMetric(metric))?.verdict;
  if (verdict === 'no difference') return `${alone}; no difference from ${secondName} seen`;
  const as = metric.unit === 'ms' ? 'as long' : 'as many';
  const doubt = verdict === 'unknown' ? ', of too few rounds to tell' : '';
  return `${alone}, ${times(ratio.ofMedians)} ${as} as ${secondName}${doubt}`;
}

function whatItDoes(summary: TargetSummary, metric: Metric, value: number): string {
  if (summary.isAtRate) {
    const rate = inUnit(summary.figures.get('rates.published')?.median ?? 0, 'msg/s');
    const at = `at ${rate} messages a second`;
    const latency = `a ${metric.label} of ${inUnit(value, 'ms')} ms ${metric.group}`;
    const hasFallenBehind = summary.runs.some(({ fellBehind }) => fellBehind);
    return hasFallenBehind ? `falls behind ${at}, with ${latency}` : `has ${latency} ${at}`;
  }
  const rate = inUnit(value, 'msg/s');
  const most =
    summary.target.maxRate?.isConfirmed === true ? ' at the highest rate that holds' : '';
  const verb = mainRate(summary) === 'rates.delivered' ? 'delivers' : 'takes';
  return `${verb} ${rate} messages a second${most}`;
}

function tile(summary: TargetSummary, i: number): Markup {
  const { label, figures, runs, target } = summary;
  const main = METRICS.find(({ key }) => key === mainKey(summary));
  const figure = main && figures.get(main.key);
  const rate = figures.get(mainRate(summary))?.median;
  const spread = figure === undefined ? undefined : spreadOf(figure);
  const latency = figures.has('endToEnd.p50Ms') ? 'endToEnd' : 'publishAck';
  const name = latency === 'endToEnd' ? 'end to end' : 'publish ack';
  const facts: [string, string | undefined][] = [
    [
      mainRate(summary) === 'rates.delivered' ? 'delivered a second' : 'published a second',
      summary.isAtRate && rate !== undefined ? inUnit(rate, 'msg/s') : undefined,
    ],
    [`p50 ${name}`, inMs(figures.get(`${latency}.p50Ms`)?.median)],
    [`p99 ${name}`, summary.isAtRate ? undefined : inMs(figures.get(`${latency}.p99Ms`)?.median)],
    ['highest rate, msg/s', target.maxRate && highestRate(target.maxRate)],
    ['rounds', `${runs.length}`],
    ['spread', spread === undefined ? undefined : percent(spread)],
  ];
  return html`<section class="tile c${i}">
    <h3>${label}</h3>
    <div class="big">
      ${!main || !figure ? 'nothing measured' : inUnit(figure.median, main.unit)}
      ${!main || !figure ? NOTHING : html`<small>${main.unit === 'ms' ? `ms, ${main.label} ${main.group}` : 'messages a second'}</small>`}
    </div>
    <dl>
      ${facts.map(([term, value]) =>
        value === undefined
          ? NOTHING
          : html`<div>
              <dt>${term}</dt>
              <dd>${value}</dd>
            </div>`,
      )}
    </dl>
  </section>`;
}

function inMs(value: number | undefined): string | undefined {
  return value === undefined ? undefined : `${inUnit(value, 'ms')} ms`;
}
