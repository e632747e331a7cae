import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { beforeAll, describe, expect, test } from 'vitest';

import { startTarget, targetKind, type TargetKind } from '../support/conformance-target';
import { readStatePages, STATE_OPTIONS, type MonitoredPages } from './monitored-state';
import { normalPage } from './normal-page';

/** As test/fixtures/capture.ts writes it. */
function readRecorded(): MonitoredPages {
  const file = join(__dirname, '../fixtures/monitoring-0.17.0.json');
  return JSON.parse(readFileSync(file, 'utf8')) as MonitoredPages;
}

async function pagesOf(kind: TargetKind): Promise<MonitoredPages> {
  const target = await startTarget(STATE_OPTIONS, kind);
  try {
    return await readStatePages(target);
  } finally {
    await target.stop();
  }
}

describe('both servers in the same state', () => {
  const recorded = readRecorded();
  let embedded: MonitoredPages = {};
  let real: MonitoredPages = recorded;

  beforeAll(async () => {
    embedded = await pagesOf('embedded');
    if (targetKind === 'real') real = await pagesOf('real');
  });

  test('have been asked for the same pages', () => {
    expect(Object.keys(embedded)).toEqual(Object.keys(recorded));
  });

  test.each(Object.keys(recorded))('%s', (path) => {
    const [here, there] = [embedded[path], real[path]];
    if (!here || !there) throw new Error(`${path} was not asked for`);
    expect(normalPage(path, here)).toEqual(normalPage(path, there));
  });
});
