import { spreadOf } from '../figure';
import { METRICS } from '../metrics';
import { inUnit, percent, times } from '../numbers';
import { highestRate, ratioOf, type TargetSummary } from '../summary';
import { verdictOf } from '../verdict';
import { html, NOTHING, type Markup } from './markup';

/** What a reader with ten seconds takes away: the verdict, a sentence, and a tile for each target. */
export function headline(targets: readonly TargetSummary[], names: readonly string[]): Markup {
  const { verdict, sentence } = verdictOf(targets);
  // A fast wrong answer is no answer.
  const title =
    verdict === 'invalid' ? wrongInOneSentence(targets, names) : inOneSentence(targets, names);
  const [word = '', ...rest] = sentence.split(': ');
  return html`<p class="verdict ${verdict}"><b>${word}</b>${rest.join(': ')}</p>
    <h1>${title}</h1>
    <div class="tiles">${targets.map((target, i) => tile(target, i))}</div>`;
}

/** Deliveries, or what was published where nobody listens. */
function mainRate({ figures }: TargetSummary): string {
  return figures.has('rates.delivered') ? 'rates.delivered' : 'rates.published';
}

function wrongInOneSentence(targets: readonly TargetSummary[], names: readonly string[]): string {
  const wrong = names.filter((_, i) => targets[i]?.verification.verdict === 'invalid');
  return `${wrong.join(' and ')} did not deliver what was sent, so the figures prove nothing`;
}

function inOneSentence(targets: readonly TargetSummary[], names: readonly string[]): string {
  const [first, second] = targets;
  const [firstName = '', secondName = ''] = names;
  const rate = first?.figures.get(mainRate(first))?.median;
  if (first === undefined || rate === undefined) return `Bench of ${names.join(' and ')}`;
  const what = mainRate(first) === 'rates.delivered' ? 'delivers' : 'takes';
  const alone = `${firstName} ${what} ${inUnit(rate, 'msg/s')} messages a second`;
  const metric = METRICS.find(({ key }) => key === mainRate(first));
  const ratio = metric && second ? ratioOf(metric, first, second) : undefined;
  return ratio === undefined
    ? alone
    : `${alone}, ${times(ratio.ofMedians)} as many as ${secondName}`;
}

function tile(summary: TargetSummary, i: number): Markup {
  const { label, figures, runs, target } = summary;
  const figure = figures.get(mainRate(summary));
  const spread = figure === undefined ? undefined : spreadOf(figure);
  const latency = figures.has('endToEnd.p50Ms') ? 'endToEnd' : 'publishAck';
  const name = latency === 'endToEnd' ? 'end to end' : 'publish ack';
  const facts: [string, string | undefined][] = [
    [`p50 ${name}`, inMs(figures.get(`${latency}.p50Ms`)?.median)],
    [`p99 ${name}`, inMs(figures.get(`${latency}.p99Ms`)?.median)],
    ['highest rate, msg/s', target.maxRate && highestRate(target.maxRate)],
    ['rounds', `${runs.length}`],
    ['spread of the rate', spread === undefined ? undefined : percent(spread)],
  ];
  return html`<section class="tile c${i}">
    <h3>${label}</h3>
    <div class="big">
      ${figure === undefined ? 'nothing measured' : inUnit(figure.median, 'msg/s')}
      ${figure === undefined ? NOTHING : html`<small>messages a second</small>`}
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
