import { html, NOTHING, type Markup } from '../../../base/html/markup';
import type { Detail } from './detail';
import { chartsOverTime } from './over-time/charts';
import type { Story } from './story';
import { drawTimeline } from './timeline/draw-timeline';
import type { Mark } from './timeline/mark';
import { timeAxis } from './timeline/time-axis';
import { counted, lineOf, shown } from './words';

/** One scenario over time: a lane for each client, and below it latency and backlog. */
export function scenarioSection(
  story: Story,
  detail: Detail,
  readouts: number,
  look: { readonly isOpen: boolean; readonly isDrawn: boolean },
): Markup {
  const { result, id, lanes } = story;
  const { name, lesson, verdict, history } = result;
  return html`<details class="scenario" id="${id}" ${look.isOpen ? html` open` : NOTHING}>
    <summary>
      <span class="verdict ${verdict}"><b>${verdict}</b></span> <span class="what">${name}</span>
      <span class="soft"
        >${counted(history.length, 'operation')}, ${counted(lanes.length, 'client')}</span
      >
    </summary>
    <p>${shown(lesson)}</p>
    ${look.isDrawn ? drawing(story, detail, readouts) : html`<p class="soft">Not drawn: there are too many scenarios for one page.</p>`}
  </details>`;
}

function drawing(story: Story, detail: Detail, readouts: number): Markup {
  const { result, lanes, bands, phases, endMs, words } = story;
  const { name, history } = result;
  if (lanes.length === 0) return html`<p class="soft">Nothing was recorded.</p>`;
  const proof = proofLines(story, detail.proofRows);
  const isProof = ({ operations }: Mark): boolean => operations.some((it) => proof.has(lineOf(it)));
  // Those that prove something are there, whatever else is left out.
  const chosen = chooseLanes(story, detail.lanes, isProof);
  const axis = timeAxis({ fromMs: 0, toMs: endMs }, detail.columns);
  const label = `${name}: what each client did, over time`;
  const drawn = drawTimeline({ label, lanes: chosen, bands, phases, axis, words, isProof });
  const notes = [
    ...(chosen.length < lanes.length
      ? [`${counted(lanes.length - chosen.length, 'client')} more: not drawn here.`]
      : []),
    ...(drawn.bandsLeftOut > 0
      ? [`${counted(drawn.bandsLeftOut, 'fault')} more: not drawn here.`]
      : []),
    ...(drawn.highest > 1
      ? [`The highest column stands for ${counted(drawn.highest, 'operation')}.`]
      : []),
  ];
  return html`<div class="timeline" tabindex="0" role="region" aria-label="${label}">
      <div class="drawing">${drawn.drawing}${chartsOverTime(history, axis, readouts)}</div>
    </div>
    ${notes.length === 0 ? NOTHING : html`<p class="soft">${notes.join(' ')}</p>`}`;
}

/** Of each finding those that stand in its table. */
function proofLines({ result }: Story, proofRows: number): ReadonlySet<number> {
  const red = result.findings.filter(({ verdict }) => verdict === 'invalid');
  return new Set(red.flatMap(({ proof }) => proof.slice(0, proofRows).map(lineOf)));
}

function chooseLanes(
  { lanes }: Story,
  lanesMax: number,
  isProof: (mark: Mark) => boolean,
): Story['lanes'] {
  if (lanes.length <= lanesMax) return lanes;
  const wanted = lanes
    .toSorted((a, b) => Number(b.marks.some(isProof)) - Number(a.marks.some(isProof)))
    .slice(0, lanesMax);
  return lanes.filter((it) => wanted.includes(it));
}
