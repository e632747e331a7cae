import { html, NOTHING, type Markup } from '../../../base/html/markup';
import { shellCommand } from '../../../base/shell-command';
import type { ReportedRun } from './reported-run';
import { counted } from './words';

/** Where the histories are, and how they are judged again. */
export function histories({ scenarios, historyFolder }: ReportedRun): Markup {
  const written = scenarios.filter(({ historyFile }) => historyFile !== undefined);
  if (written.length === 0) return html`<p class="soft">No history was written.</p>`;
  return html`<p>
      Every operation above is a line of one of these files; the same checkers judge them again.
    </p>
    ${historyFolder === undefined ? NOTHING : html`<p class="soft">Folder: ${historyFolder}</p>`}
    <ul class="histories">
      ${written.map(
        ({ name, history, historyFile = '' }) =>
          html`<li>
            ${name} <span class="soft">(${counted(history.length, 'operation')})</span>
            <pre>${shellCommand(['nats-test', 'check-history', historyFile])}</pre>
          </li>`,
      )}
    </ul>`;
}
