import { describe, expect, test } from 'vitest';

import { closeUpsOf } from '../../../../src/harness/report/html/close-ups';
import { bandsOf, phasesOf } from '../../../../src/harness/report/html/timeline/bands';
import { crowdsOf } from '../../../../src/harness/report/html/timeline/crowd';
import { lanesOf } from '../../../../src/harness/report/html/timeline/lanes';
import { marksOf, type Mark } from '../../../../src/harness/report/html/timeline/mark';
import { stackLabels } from '../../../../src/harness/report/html/timeline/stack-labels';
import { history, type HistoryBuilder } from '../../checkers/history-builder';
import { delivery } from '../sample-run';
import { playedHistory } from './played-history';

function kinds(builder: HistoryBuilder): string[] {
  return marksOf(builder.history).map(({ kind }) => kind);
}

describe('marks', () => {
  test('are one for a request and its answer, at the time when it was asked for', () => {
    const [mark] = marksOf(history().publishOne('e1', { type: 'ok', afterMs: 50 }).history);
    expect(mark).toMatchObject({ kind: 'published', atMs: 1, client: 'p' });
    expect(mark!.operations.map(({ timeMs }) => timeMs)).toEqual([1, 52]);
  });

  test('tell what was refused from what nobody knows', () => {
    const answers = history()
      .publishOne('e1', { type: 'fail' })
      .publishOne('e2', { type: 'info' })
      .connect('a', 'a', { type: 'fail' });
    expect(kinds(answers)).toEqual(['refused', 'unclear', 'refused']);
    const unanswered = history().publish('e1').history.slice(0, 1);
    expect(marksOf(unanswered).map(({ kind }) => kind)).toEqual(['unclear']);
  });

  test('tell a redelivery from a delivery', () => {
    expect(kinds(history().deliver('a', 'e1', 'e1!'))).toEqual(['delivered', 'redelivered']);
  });
});

describe('lanes', () => {
  test('say when a client was connected', () => {
    const { history: operations } = history()
      .connect('a')
      .wait(97)
      .lost('a')
      .wait(9)
      .connect('a')
      .wait(10)
      .deliver('a', 'x');
    const [lane] = lanesOf(operations, marksOf(operations));
    expect(lane?.presences).toEqual([
      { fromMs: 2, toMs: 100 },
      { fromMs: 111, toMs: 122 },
    ]);
  });

  test('show a client that does both among the listeners', () => {
    const { history: operations } = history()
      .subscribe('a')
      .publishOne('e1', undefined, 'a')
      .publish('e2');
    const lanes = lanesOf(operations, marksOf(operations));
    expect(lanes.map(({ client, role }) => [client, role])).toEqual([
      ['p', 'publisher'],
      ['a', 'listener'],
    ]);
  });
});

describe('bands', () => {
  test('go to the end of the history when nothing ends them', () => {
    const { history: operations } = history().freeze('a').wait(98).publish('e1');
    expect(bandsOf(operations)).toMatchObject([
      { name: 'cut off', client: 'a', fromMs: 1, toMs: 101, end: undefined },
    ]);
  });

  test('show a pause of the harness, which is told when it is over, where it was', () => {
    const { history: operations } = history().wait(100).pause(40);
    expect(bandsOf(operations)).toMatchObject([
      { name: 'pause', client: undefined, fromMs: 100, toMs: 140 },
    ]);
  });

  test('belong to the fault and the place that begin them, though others end before', () => {
    const faults = [
      { fault: 'kill', on: 'node 1', fromMs: 1000, toMs: 4000 },
      { fault: 'kill', on: 'node 2', fromMs: 2000, toMs: 3000 },
    ] as const;
    const bands = bandsOf(playedHistory({ faults }));
    expect(bands.map(({ name, fromMs, toMs }) => [name, fromMs, toMs])).toEqual([
      ['kill node 1', 1000, 4000],
      ['kill node 2', 2000, 3000],
    ]);
  });

  test('of phases follow each other without a gap', () => {
    const phases = phasesOf(playedHistory());
    expect(phases.map(({ name }) => name)).toEqual(['main', 'heal', 'settle', 'drain']);
    for (const [i, { toMs }] of phases.slice(0, -1).entries()) {
      expect(toMs).toBe(phases[i + 1]!.fromMs);
    }
  });
});

describe('marks that crowd', () => {
  const delivered = (count: number): Mark[] =>
    marksOf(Array.from({ length: count }, (_, i) => delivery(i, i, 'a')));
  const never = (): boolean => false;

  test('are drawn as one where more than two share a column', () => {
    // Marks stand 10 ms apart.
    const { singles, columns } = crowdsOf(delivered(5), (atMs) => Math.floor(atMs / 30), never);
    expect(columns.map(({ column, marks }) => [column, marks.length])).toEqual([[0, 3]]);
    expect(singles).toHaveLength(2);
  });

  test('are drawn by themselves and last when they prove something', () => {
    const marks = delivered(100);
    const { singles } = crowdsOf(
      marks,
      () => 0,
      (it) => it === marks[50],
    );
    expect(singles).toEqual([marks[50]]);
  });

  test('are a large mark as exceptions, and columns when they are everywhere', () => {
    const lost = delivered(300).map((mark): Mark => ({ ...mark, kind: 'redelivered' }));
    const few = crowdsOf(lost.slice(0, 9), (atMs) => Math.floor(atMs / 30), never);
    expect([few.clusters.length, few.columns.length, few.singles.length]).toEqual([3, 0, 0]);
    const many = crowdsOf(lost, (atMs) => Math.floor(atMs / 30), never);
    expect([many.clusters.length, many.columns.length, many.singles.length]).toEqual([0, 100, 0]);
  });
});

describe('labels', () => {
  const at = (name: string, x: number): { name: string; x: number } => ({ name, x });
  const rows = (rowsMax: number): [string, number, number][] =>
    stackLabels(
      [at('first', 10), at('near', 20), at('far', 100), at('edge', 195)],
      ({ x }) => x,
      200,
      rowsMax,
    ).map(({ item, x, row }) => [item.name, row, x]);

  test('that would be drawn over each other stand in rows, and none beyond the edge', () => {
    expect(rows(9).map(([name, row]) => [name, row])).toEqual([
      ['first', 0],
      ['near', 1],
      ['far', 0],
      ['edge', 0],
    ]);
    expect(rows(9)[3]![2]).toBeLessThan(195);
  });

  test('for which there is no row are left out', () => {
    expect(rows(1).map(([name]) => name)).toEqual(['first', 'far', 'edge']);
  });
});

test('close-ups reach a second to both sides of a proof, and those that touch are one', () => {
  const proof = [100, 0, 250, 900].map((index) => delivery(index, 1, 'a'));
  expect(closeUpsOf(proof, 9500)).toEqual([
    { fromMs: 0, toMs: 3500 },
    { fromMs: 8000, toMs: 9500 },
  ]);
});
