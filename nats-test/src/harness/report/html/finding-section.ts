import { html, NOTHING, type Markup } from '../../../base/html/markup';
import type { NamedFinding } from '../run-result';
import type { Operation } from '../../history/operation';
import { closeUpsOf } from './close-ups';
import type { Detail } from './detail';
import type { Story } from './story';
import { drawTimeline } from './timeline/draw-timeline';
import type { Stretch } from './timeline/lanes';
import type { Mark } from './timeline/mark';
import { timeAxis } from './timeline/time-axis';
import { accountsOf, type ValueAccount } from './value-accounts';
import { counted, lineOf, moment, shown } from './words';

/** Proofs that are far apart in time have a drawing each; more than that nobody looks at. */
const CLOSE_UPS_EACH = 3;
/** So many operations of one event are told. */
const TOLD_MAX = 12;

/** What a checker found, the operations that prove it, and what happened around them. */
export function findingSection(
  story: Story,
  finding: NamedFinding,
  id: string,
  detail: Detail,
  isDrawn: boolean,
): Markup {
  const { checker, verdict, seen, proof } = finding;
  const { name } = story.result;
  return html`<section class="finding ${verdict}" id="${id}">
    <h3>
      <span class="verdict ${verdict}"><b>${verdict}</b></span> ${checker}
      <a class="soft" href="#${story.id}">${name}</a>
    </h3>
    <p class="seen">${shown(seen, 1000)}</p>
    ${proof.length === 0 ? html`<p class="soft">No operation proves it.</p>` : proofTable(story, finding, detail.proofRows)}
    ${accounts(story, accountsOf(finding, story), detail.values)}
    ${isDrawn ? closeUps(story, proof, detail) : NOTHING}
  </section>`;
}

function proofTable(story: Story, { proof }: NamedFinding, rowsMax: number): Markup {
  const inOrder = proof.toSorted((a, b) => a.index - b.index);
  const left = inOrder.slice(rowsMax);
  return html`<div
      class="table proof"
      tabindex="0"
      role="region"
      aria-label="Operations that prove it"
    >
      <table>
        <thead>
          <tr>
            <th>line</th>
            <th>time</th>
            <th class="text">client</th>
            <th class="text">what happened</th>
            <th class="text">channel</th>
            <th>sequence</th>
            <th class="text">value</th>
          </tr>
        </thead>
        <tbody>
          ${inOrder.slice(0, rowsMax).map((it) => proofRow(story, it))}
        </tbody>
      </table>
    </div>
    ${left.length === 0 ? NOTHING : html`<p class="soft">And ${left.length} more, in lines ${left.map(lineOf).slice(0, 200).join(', ')}${left.length > 200 ? ', …' : ''}.</p>`}`;
}

function proofRow(story: Story, operation: Operation): Markup {
  const { client, timeMs } = operation;
  return html`<tr>
    <td>${lineOf(operation)}</td>
    <td>${moment(timeMs)}</td>
    <td class="text">${shown(who(operation), 60)}</td>
    <td class="text wide">${client === '' ? '' : story.describe(operation)}</td>
    <td class="text">${'channel' in operation ? shown(operation.channel, 80) : ''}</td>
    <td>${'sequence' in operation ? operation.sequence : ''}</td>
    <td class="text value">${'value' in operation ? shown(operation.value, 80) : ''}</td>
  </tr>`;
}

function who(operation: Operation): string {
  const { client } = operation;
  if (client === '') return 'nats-test';
  return 'subscription' in operation && operation.subscription !== client
    ? `${client}/${operation.subscription}`
    : client;
}

function accounts(story: Story, all: readonly ValueAccount[], valuesMax: number): Markup {
  return html`${(['lost', 'duplicated'] as const).map((fate) => {
    const accounted = all.filter((it) => it.fate === fate);
    if (accounted.length === 0) return NOTHING;
    const left = accounted.slice(valuesMax);
    return html`<h4>
        ${fate === 'lost' ? 'Lost' : 'Delivered more than once'}:
        ${counted(accounted.length, 'event')}
      </h4>
      <ul class="accounts ${fate}">
        ${accounted.slice(0, valuesMax).map((it) => account(story, it))}
      </ul>
      ${left.length === 0 ? NOTHING : html`<p class="soft">And ${left.length} more: ${shown(left.map(({ name }) => name).join(', '), 2000)}.</p>`}`;
  })}`;
}

function account({ describe }: Story, { name, operations }: ValueAccount): Markup {
  const more = operations.length - TOLD_MAX;
  const told = operations
    .slice(0, TOLD_MAX)
    .map(
      (it, i) =>
        html`${i === 0 ? '' : '; '}${shown(`${it.client} ${describe(it)}`, 160)}
          <span class="soft">(line ${lineOf(it)})</span>`,
    );
  return html`<li><strong>${name}</strong>: ${told}${more > 0 ? `; and ${more} more` : ''}.</li>`;
}

function closeUps(story: Story, proof: readonly Operation[], detail: Detail): Markup {
  const all = closeUpsOf(proof, story.endMs);
  return html`${all.slice(0, CLOSE_UPS_EACH).map((it) => closeUp(story, proof, it, detail))}${
    all.length > CLOSE_UPS_EACH
      ? html`<p class="soft">
          ${counted(all.length - CLOSE_UPS_EACH, 'more moment')} with proof: see the lines above.
        </p>`
      : NOTHING
  }`;
}

function closeUp(
  { result, lanes, bands, phases, words }: Story,
  proof: readonly Operation[],
  { fromMs, toMs }: Stretch,
  detail: Detail,
): Markup {
  const proven = new Set(proof.slice(0, detail.proofRows).map(lineOf));
  const isProof = ({ operations }: Mark): boolean =>
    operations.some((it) => proven.has(lineOf(it)));
  const isThere = ({ atMs }: Mark): boolean => atMs >= fromMs && atMs <= toMs;
  const seen = lanes.filter(({ marks }) => marks.some(isThere));
  const chosen = [
    ...seen.filter(({ marks }) => marks.some((it) => isThere(it) && isProof(it))),
    ...seen,
  ].slice(0, detail.lanes);
  const label = `${result.name}: from ${moment(fromMs)} to ${moment(toMs)}`;
  const { drawing, highest } = drawTimeline({
    label,
    lanes: seen.filter((it) => chosen.includes(it)),
    bands,
    phases,
    axis: timeAxis({ fromMs, toMs }, detail.columns),
    words,
    isProof,
  });
  return html`<div class="timeline" tabindex="0" role="region" aria-label="${label}">
    <p class="soft">
      From ${moment(fromMs)} to
      ${moment(toMs)}${highest > 1 ? `; the highest column stands for ${counted(highest, 'operation')}` : ''}.
    </p>
    <div class="drawing">${drawing}</div>
  </div>`;
}
