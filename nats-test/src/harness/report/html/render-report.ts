import { html, NOTHING, type Markup } from '../../../base/html/markup';
import { renderPage } from '../../../base/html/page';
import { SHARED_STYLE } from '../../../base/html/shared-style';
import { DETAILS, type Detail } from './detail';
import { findingSection } from './finding-section';
import { headline } from './headline';
import { histories } from './histories';
import type { ReportedRun } from './reported-run';
import { scenarioSection } from './scenario-section';
import { scenarioTable } from './scenario-table';
import { SCRIPT } from './script';
import { storyOf, type Story } from './story';
import { STYLE } from './style';
import { legend, symbolDefinitions } from './timeline/symbols';

/** A page that is larger is slow to open and too large to send. */
const BYTES_MAX = 1_450_000;
/** Of more scenarios only those are open that are not valid. */
const OPEN_MAX = 3;
/** Fewer places to point at in a chart would hide more than they show. */
const READOUTS_MIN = 12;
const ORDER = ['invalid', 'unknown', 'valid'];

/**
 * One page with all that a run has shown: verdict, scenarios over time, findings with their proof. It
 * needs no network and no other file, says the same without its script, and stays below 1.5 MB: of
 * long runs it shows less, and says so.
 */
export function renderReport(run: ReportedRun): string {
  const stories = run.scenarios
    .toSorted((a, b) => ORDER.indexOf(a.verdict) - ORDER.indexOf(b.verdict))
    .map((result, i) => storyOf(result, run.runId, i));
  let page = '';
  let next = 0;
  for (const [level, detail] of DETAILS.entries()) {
    if (level < next) continue;
    page = renderWith(run, stories, detail);
    const bytes = Buffer.byteLength(page);
    if (bytes <= BYTES_MAX) break;
    // The next one would not do.
    next = bytes > 3 * BYTES_MAX ? Math.min(level + 2, DETAILS.length - 1) : level + 1;
  }
  return page;
}

function renderWith(run: ReportedRun, stories: readonly Story[], detail: Detail): string {
  const { version, startedAt } = run;
  const each = Math.floor(detail.readouts / (2 * Math.max(stories.length, 1)));
  const readouts = each < READOUTS_MIN ? 0 : each;
  const isLess = detail !== DETAILS[0];
  return renderPage({
    title: `nats-test verify: ${run.verdict}, ${run.target}`,
    style: { markup: SHARED_STYLE.markup + STYLE.markup },
    script: SCRIPT,
    body: html`${symbolDefinitions()}${headline(run, stories)}
      ${
        stories.length === 0
          ? NOTHING
          : html`<h2>Scenarios</h2>
              ${scenarioTable(stories)}
              <h2>Over time</h2>
              ${howToRead(isLess)}${stories.map((it, i) => scenarioSection(it, detail, readouts, { isOpen: stories.length <= OPEN_MAX || it.result.verdict !== 'valid', isDrawn: i < detail.timelines }))}`
      }
      ${findings(stories, detail)}
      <h2>Histories</h2>
      ${histories(run)}
      <footer>
        nats-test${version === undefined ? '' : ` ${version}`}${startedAt === undefined ? '' : `, ${startedAt}`}
      </footer>`,
  });
}

function howToRead(isLess: boolean): Markup {
  return html`<p class="soft">
      A lane for each client, time to the right: publishes and deliveries above the line, acks below
      it. Point at a mark to read what happened and on which line of the history it
      stands.${isLess ? ' This run is long: more is drawn as columns than in a short one.' : ''}
    </p>
    ${legend()}`;
}

/** Findings of which something must be said: what is not valid, worst first. */
function findings(stories: readonly Story[], detail: Detail): Markup {
  const red = stories.flatMap((story) =>
    story.result.findings
      .filter(
        ({ verdict, proof }) =>
          verdict === 'invalid' || (verdict === 'unknown' && proof.length > 0),
      )
      .map((finding) => ({ story, finding })),
  );
  const inOrder = red.toSorted(
    (a, b) => ORDER.indexOf(a.finding.verdict) - ORDER.indexOf(b.finding.verdict),
  );
  if (inOrder.length === 0) {
    return stories.length === 0
      ? NOTHING
      : html`<h2>Findings</h2>
          <p class="soft">
            ${stories.every((it) => it.result.verdict === 'valid') ? 'No checker found anything wrong.' : 'What was recorded proves nothing wrong, and is too little to say that all is well.'}
          </p>`;
  }
  return html`<h2>Findings</h2>
    ${inOrder.slice(0, detail.findings).map(({ story, finding }, i) => findingSection(story, finding, `f${i}`, detail, i < detail.closeUps))}
    ${inOrder.length > detail.findings ? html`<p class="soft">And ${inOrder.length - detail.findings} more findings, for which there is no room.</p>` : NOTHING}
    ${inOrder.length > detail.closeUps ? html`<p class="soft">Only the first ${detail.closeUps} have a drawing.</p>` : NOTHING}`;
}
