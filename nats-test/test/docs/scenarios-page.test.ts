import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { check } from 'prettier';
import { expect, test } from 'vitest';

import { renderScenariosPage } from '../../src/cli/scenarios-page';
import { scenarios } from '../../src/harness/scenarios/all';

const page = join(__dirname, '..', '..', 'docs', 'SCENARIOS.md');

test('docs/SCENARIOS.md says what the scenarios do now', async () => {
  const written = await readFile(page, 'utf8');

  expect(written, 'docs/SCENARIOS.md is stale: `npm run docs` in nats-test/ writes it').toBe(
    renderScenariosPage(scenarios),
  );
});

test('the page has a section for each scenario, in their order', () => {
  const heads = [...renderScenariosPage(scenarios).matchAll(/^## (.*)$/gm)].map(([, head]) => head);

  expect(heads).toEqual(scenarios.map(({ name }) => name));
});

// A number or a dash that wrapping has put at the beginning of a line would begin a list.
test('the page reads as Markdown the way it is laid out', async () => {
  expect(await check(renderScenariosPage(scenarios), { parser: 'markdown' })).toBe(true);
});
