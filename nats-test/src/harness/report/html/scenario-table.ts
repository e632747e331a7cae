import { html, type Markup } from '../../../base/html/markup';
import { seconds } from '../../../base/verdict-style';
import type { Story } from './story';
import { shown } from './words';

/** One row for each scenario. */
export function scenarioTable(stories: readonly Story[]): Markup {
  return html`<div class="table" tabindex="0" role="region" aria-label="Scenarios">
    <table class="scenarios">
      <thead>
        <tr>
          <th>scenario</th>
          <th class="text">verdict</th>
          <th class="text">lesson</th>
          <th class="text">what was seen</th>
          <th>took</th>
        </tr>
      </thead>
      <tbody>
        ${stories.map(
          ({ id, result: { name, verdict, lesson, seen, elapsedMs } }) =>
            html`<tr>
              <td><a href="#${id}">${name}</a></td>
              <td class="text ${verdict}">${verdict}</td>
              <td class="text wide soft">${shown(lesson)}</td>
              <td class="text wide">${shown(seen, 600)}</td>
              <td>${seconds(elapsedMs)}</td>
            </tr>`,
        )}
      </tbody>
    </table>
  </div>`;
}
