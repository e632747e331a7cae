import { createHash } from 'node:crypto';
import { beforeAll, describe, expect, test } from 'vitest';

import type { History } from '../../../../src/harness/history/operation';
import type { ReportedRun } from '../../../../src/harness/report/html/reported-run';
import { renderReport } from '../../../../src/harness/report/html/render-report';
import { marksOf } from '../../../../src/harness/report/html/timeline/mark';
import {
  all,
  classesOf,
  named,
  parseMarkup,
  textOf,
  type Element,
} from '../../../support/parse-markup';
import { playedHistory } from './played-history';
import {
  DUPLICATED,
  emptyRun,
  FAULTS,
  invalidRun,
  LOST,
  longRun,
  scenario,
  unknownRun,
  validRun,
} from './sample-runs';

const EVIL = `"><script>alert(1)</script><img src=x onerror='alert(2)'>&amp;\x00]]>\u2028\uD800`;
const BYTES_MAX = 1_500_000;

function pageOf(run: ReportedRun): Element {
  return parseMarkup(renderReport(run));
}

/** The only one with this name and class. */
function one(root: Element, name: string, className?: string): Element {
  const found = named(root, name, className);
  expect(found, `${name}.${className ?? ''}`).toHaveLength(1);
  return found[0]!;
}

/** What stands in a script or a style. */
function rawText({ children }: Element): string {
  return children.filter((it) => typeof it === 'string').join('');
}

/** The drawings of whole scenarios. */
function timelines(page: Element): Element[] {
  return named(page, 'details', 'scenario').flatMap((it) => named(it, 'svg', 'lanes'));
}

function number({ attributes }: Element, name: string): number {
  return Number(attributes[name]);
}

/** Marks that stand for one thing each, by kind. */
function singles(timeline: Element): string[] {
  return all(
    timeline,
    ({ name, attributes: { href = '' } }) =>
      name === 'use' && href !== '#m-proof' && !href.endsWith('-many'),
  ).map(({ attributes }) => attributes['href']!.slice('#m-'.length));
}

/** How many marks are drawn as one with others. */
function crowded(timeline: Element): number {
  return named(timeline, 'title')
    .map((it) => / (\d+) × /.exec(textOf(it))?.[1])
    .reduce((sum, it) => sum + Number(it ?? 0), 0);
}

function countOf(history: History, f: string): number {
  return history.filter((it) => it.f === f && it.type !== 'fail' && it.type !== 'info').length;
}

describe('the page of a run', () => {
  let invalid: Element;
  beforeAll(() => {
    invalid = pageOf(invalidRun());
  });

  test.each([
    ['VALID', validRun],
    ['INVALID', invalidRun],
    ['UNKNOWN', unknownRun],
    ['UNKNOWN', emptyRun],
  ])('begins with the verdict: %s', (word, run) => {
    const page = pageOf(run());
    const [verdict] = named(one(page, 'main'), 'p', 'verdict');
    expect(textOf(verdict!).startsWith(word)).toBe(true);
    expect(classesOf(verdict!)).toContain(word.toLowerCase());
  });

  test('says of what, with which seed, how to do it again, how long, how much and which faults', () => {
    const facts = named(one(invalid, 'section', 'tile'), 'div').map((it) => [
      textOf(one(it, 'dt')),
      textOf(one(it, 'dd')),
    ]);
    expect(Object.fromEntries(facts)).toMatchObject({
      target: 'the embedded server',
      seed: '42',
      took: '17.2 s',
      scenarios: '2',
      operations: '968',
      'faults that struck': '5 (1 kill, 1 crash, 1 freeze, 1 blackhole, 1 delay)',
      plan: '/tmp/nats-test-k3f9/plan.json',
    });
    expect(textOf(named(invalid, 'pre')[0]!)).toBe(
      'nats-test verify --target embedded --faults kill,freeze --seed 42',
    );
  });

  test('says what nobody could tell', () => {
    const doubts = named(one(invalid, 'section', 'doubts'), 'li').map(textOf);
    expect(doubts[0]).toBe('orders, too late: the harness stood still while a redelivery was due.');
    expect(doubts[1]).toMatch(/^\d+ publishes had no answer/);
    expect(textOf(one(pageOf(unknownRun()), 'section', 'doubts'))).toContain(
      'orders: interrupted by SIGINT.',
    );
    expect(
      named(pageOf({ ...validRun(), scenarios: [scenario(playedHistory())] }), 'section', 'doubts'),
    ).toEqual([]);
  });

  test('has a row for each scenario, those that are not valid first', () => {
    const history = playedHistory({ mainMs: 500 });
    const scenarios = (['valid', 'unknown', 'invalid', 'valid'] as const).map((verdict, i) =>
      scenario(history, { name: `s${i}`, verdict, seen: `seen ${i}` }),
    );
    const table = one(pageOf({ ...validRun(), scenarios }), 'table', 'scenarios');
    const rows = named(table, 'tr').slice(1);
    expect(
      rows.map((row) => named(row, 'td').map(textOf)).map((it) => [it[0], it[1], it[3]]),
    ).toEqual([
      ['s2', 'invalid', 'seen 2'],
      ['s1', 'unknown', 'seen 1'],
      ['s0', 'valid', 'seen 0'],
      ['s3', 'valid', 'seen 3'],
    ]);
  });

  test('has a lane for each client, publishers above listeners', () => {
    const lanes = named(timelines(invalid)[0]!, 'g', 'lane');
    const names = lanes.map((it) => textOf(named(it, 'text', 'who')[0]!));
    expect(names.map((it) => it.slice(0, it.length / 2))).toEqual([
      'p1',
      'p2',
      'l1',
      'l2',
      'l3',
      'audit',
    ]);
    const heights = lanes.map((it) => number(named(it, 'text', 'who')[0]!, 'y'));
    expect(heights).toEqual(heights.toSorted((a, b) => a - b));
  });

  test('draws a calm history mark by mark, each with its line', () => {
    const history = playedHistory({ mainMs: 3000, publishEachMs: 600 });
    const [timeline] = timelines(pageOf({ ...validRun(), scenarios: [scenario(history)] }));
    const marks = singles(timeline!);
    const drawn = (kind: string): number => marks.filter((it) => it === kind).length;
    expect(drawn('published')).toBe(countOf(history, 'publish') / 2);
    expect(drawn('delivered')).toBe(countOf(history, 'deliver'));
    expect(drawn('acknowledged')).toBe(countOf(history, 'ack'));
    expect(drawn('connected')).toBe(countOf(history, 'connect') / 2);
    const told = named(timeline!, 'use').map((it) => textOf(one(it, 'title')));
    for (const it of history.filter(({ f }) => f === 'deliver')) {
      expect(told.filter((title) => title.endsWith(`(line ${it.index + 2})`))).toHaveLength(1);
    }
  });

  test('tells outcomes and faults of clients apart by shape', () => {
    const kinds = new Set(singles(timelines(invalid)[0]!));
    const seen = ['published', 'refused', 'unclear', 'redelivered', 'ack-lost', 'lost', 'crashed'];
    expect([...kinds]).toEqual(expect.arrayContaining(seen));
    const shapes = named(one(invalid, 'svg', 'symbols'), 'g')
      .filter(({ attributes: { id = '' } }) => id.startsWith('m-') && !id.endsWith('-many'))
      .map((it) => JSON.stringify(it.children.map(withoutClass)));
    expect(shapes.length).toBeGreaterThan(10);
    // The two dots differ in size.
    expect(new Set(shapes).size).toBe(shapes.length);
  });

  test('has a band for each fault: of the server across all lanes, of a client on its lane', () => {
    const [timeline] = timelines(invalid);
    const bands = named(timeline!, 'rect', 'fault');
    expect(bands.map((it) => it.attributes['data-fault'])).toEqual([
      'kill',
      'crash',
      'freeze',
      'blackhole',
      'delay',
    ]);
    const laneHeight = number(bands[1]!, 'height');
    for (const [i, { on, fromMs, toMs }] of [
      FAULTS[0]!,
      FAULTS[3]!,
      FAULTS[1]!,
      FAULTS[2]!,
      FAULTS[4]!,
    ].entries()) {
      const band = bands[i]!;
      const who = named(timeline!, 'text', 'who').find((it) => textOf(it).startsWith(on));
      if (who) {
        expect(number(band, 'y')).toBeLessThan(number(who, 'y'));
        expect(number(band, 'y') + number(band, 'height')).toBeGreaterThan(number(who, 'y'));
        expect(number(band, 'height')).toBe(laneHeight);
      } else expect(number(band, 'height')).toBeGreaterThan(5 * laneHeight);
      const { 'data-left': left, 'data-right': right, 'data-to': to } = timeline!.attributes;
      const perMs = (Number(right) - Number(left)) / Number(to);
      expect(number(band, 'x')).toBeCloseTo(Number(left) + fromMs * perMs, 0);
      expect(number(band, 'width')).toBeCloseTo((toMs - fromMs) * perMs, 0);
    }
  });

  test('names the phases at the top, in the order of time', () => {
    const phases = named(timelines(invalid)[0]!, 'text', 'phase');
    expect(phases.map(({ children: [name] }) => name)).toEqual(['main', 'heal', 'settle', 'drain']);
    expect(phases.map((it) => number(it, 'x'))).toEqual(
      phases.map((it) => number(it, 'x')).toSorted((a, b) => a - b),
    );
  });

  test('has latency and backlog on the axis of the time line above them', () => {
    const [section] = named(invalid, 'details', 'scenario');
    expect(named(section!, 'figcaption').map(textOf)).toEqual([
      'Latency: the slowest of each moment ms, logarithmic',
      'Backlog events',
    ]);
    const axis = named(named(section!, 'svg', 'lanes')[0]!, 'g', 'at').map((it) => [
      textOf(one(it, 'text')),
      number(one(it, 'text'), 'x'),
    ]);
    for (const figure of named(section!, 'figure')) {
      const ticks = named(figure, 'text', 'tick')
        .filter(({ attributes }) => attributes['text-anchor'] === 'middle')
        .map((it) => [textOf(it), Math.round(number(it, 'x') * 10) / 10]);
      expect(ticks).toEqual(axis);
    }
  });

  test('names each operation that proves a finding: line, time, client, what, where', () => {
    const run = invalidRun();
    const red = run.scenarios.flatMap(({ findings }) =>
      findings.filter(({ verdict }) => verdict === 'invalid'),
    );
    const sections = named(invalid, 'section', 'finding');
    expect(sections).toHaveLength(red.length);
    for (const [i, { checker, seen, proof }] of red.entries()) {
      expect(textOf(sections[i]!)).toContain(checker);
      expect(textOf(sections[i]!)).toContain(seen);
      const rows = named(one(sections[i]!, 'tbody'), 'tr').map((row) =>
        named(row, 'td').map(textOf),
      );
      expect(rows.map(([line]) => line)).toEqual(proof.map(({ index }) => `${index + 2}`));
      expect(rows.map(([, time]) => time)).toEqual(
        proof.map(({ timeMs }) => `${(timeMs / 1000).toFixed(3)} s`),
      );
      expect(rows.map((it) => it[4])).toEqual(proof.map(() => 'nats-test.orders'));
      expect(rows.map((it) => it[6])).toEqual(proof.map((it) => ('value' in it ? it.value : '')));
    }
    const duplicate = named(named(sections[1]!, 'tbody')[0]!, 'tr').map(textOf);
    expect(duplicate[0]).toMatch(/l1\/l1#2 gets event 136 \(#136\) nats-test.orders 136/);
  });

  test('marks the proof in the drawings, in that of the scenario and close up', () => {
    const rings = (root: Element): Element[] =>
      all(root, ({ attributes }) => attributes['href'] === '#m-proof');
    // Three publishes and two deliveries.
    expect(rings(timelines(invalid)[0]!)).toHaveLength(5);
    const [lost, twice] = named(invalid, 'section', 'finding');
    expect(rings(lost!)).toHaveLength(3);
    expect(rings(twice!)).toHaveLength(2);
    const closeUp = one(twice!, 'svg', 'lanes').attributes;
    const [at] = invalidRun().scenarios[1]!.findings[1]!.proof;
    expect(Number(closeUp['data-from'])).toBe(at!.timeMs - 1000);
    expect(Number(closeUp['data-to'])).toBeLessThan(at!.timeMs + 1100);
  });

  test('lists lost and duplicated events with the lines that prove it', () => {
    const { history } = invalidRun().scenarios[1]!;
    const linesAbout = (event: number): string[] =>
      history
        .filter((it) => 'value' in it && it.value === `k3f9-orders-${event}`)
        .map(({ index }) => `(line ${index + 2})`);
    const listed = (fate: string): [string, string[]][] =>
      named(one(invalid, 'ul', fate), 'li').map((it) => [
        textOf(one(it, 'strong')),
        named(it, 'span').map(textOf),
      ]);
    expect(listed('lost')).toEqual(LOST.map((it) => [`event ${it}`, linesAbout(it)]));
    expect(listed('duplicated')).toEqual(DUPLICATED.map((it) => [`event ${it}`, linesAbout(it)]));
    expect(linesAbout(LOST[0]!)).toHaveLength(2);
  });

  test('calls no event lost whose publishing only shows when something was', () => {
    const history = playedHistory({ mainMs: 1000 });
    const proof = history.filter((it) => it.f === 'publish').slice(0, 4);
    const finding = { checker: 'publisher order', verdict: 'invalid' as const, seen: 'x', proof };
    const scenarios = [scenario(history, { verdict: 'invalid', findings: [finding] })];
    const page = pageOf({ ...invalidRun(), scenarios });
    expect(named(page, 'section', 'finding')).toHaveLength(1);
    expect(named(page, 'ul', 'accounts')).toEqual([]);
  });

  test('says where the histories are, and how to judge them again', () => {
    const files = named(one(invalid, 'ul', 'histories'), 'pre').map(textOf);
    expect(files).toEqual(['nats-test check-history /tmp/nats-test-k3f9/orders.ndjson']);
    expect(textOf(pageOf(emptyRun()))).toContain('No history was written.');
  });

  test('tells what to do when nothing could be run', () => {
    const text = textOf(pageOf(emptyRun()));
    expect(text).toContain('start a server, or give another --url');
    expect(timelines(pageOf(emptyRun()))).toEqual([]);
  });

  test('draws a history in which nothing happens, and one of a single moment', () => {
    const [first] = playedHistory();
    const scenarios = [scenario([]), scenario([first!])];
    const page = pageOf({ ...unknownRun(), scenarios });
    expect(textOf(page)).toContain('Nothing was recorded.');
    expect(JSON.stringify(one(page, 'main'))).not.toMatch(/NaN|undefined|Infinity/);
  });

  test('is the same for the same run', () => {
    expect(renderReport(invalidRun())).toBe(renderReport(invalidRun()));
  });

  test('loads nothing, and runs nothing but its own script', () => {
    const page = pageOf(invalidRun());
    const script = rawText(one(page, 'script'));
    const hash = createHash('sha256').update(script).digest('base64');
    const [policy] = all(
      page,
      ({ attributes }) => attributes['http-equiv'] === 'Content-Security-Policy',
    );
    expect(policy!.attributes['content']).toBe(
      `default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-${hash}'`,
    );
    expect(named(page, 'link')).toEqual([]);
    const handlers = all(page, ({ attributes }) =>
      Object.keys(attributes).some((it) => it.startsWith('on') || it === 'src'),
    );
    expect(handlers).toEqual([]);
    expect(rawText(one(page, 'style'))).not.toMatch(/url\(|@import/);
  });

  test('has a place for each link, and each place once', () => {
    const page = pageOf(invalidRun());
    const ids = all(page, ({ attributes }) => 'id' in attributes).map((it) => it.attributes['id']);
    expect(new Set(ids).size).toBe(ids.length);
    const links = all(page, ({ attributes }) => 'href' in attributes);
    for (const { attributes } of links)
      expect(ids).toContain(attributes['href']!.replace(/^#/, ''));
  });

  test('lets no text from outside become markup', () => {
    const history = playedHistory({ mainMs: 400, prefix: EVIL, faults: FAULTS.slice(0, 1) }).map(
      (it) => {
        const changed = { ...it, client: it.client === '' ? '' : `${it.client}${EVIL}` };
        const texts = ['error', 'channel', 'subscription', 'clientId', 'on'].filter(
          (key) => key in it,
        );
        return { ...changed, ...Object.fromEntries(texts.map((key) => [key, EVIL])) };
      },
    );
    const finding = {
      checker: EVIL,
      verdict: 'invalid' as const,
      seen: EVIL,
      proof: history.slice(0, 60),
    };
    const evil = scenario(history, {
      name: EVIL,
      lesson: EVIL,
      seen: EVIL,
      verdict: 'invalid',
      findings: [finding, { ...finding, verdict: 'unknown' }],
      historyFile: EVIL,
    });
    const page = pageOf({
      ...invalidRun(),
      runId: EVIL,
      target: EVIL,
      problem: EVIL,
      historyFolder: EVIL,
      command: ['verify', EVIL],
      planFile: EVIL,
      version: EVIL,
      startedAt: EVIL,
      scenarios: [evil],
    });
    // The strict parser has found each element closed; these are all the names there are.
    expect(named(page, 'img')).toEqual([]);
    expect(named(page, 'script')).toHaveLength(1);
    expect(textOf(page)).toContain('<script>alert(1)</script>');
    expect(renderReport({ ...invalidRun(), target: EVIL })).not.toContain('\0');
  });
});

describe('the page of a long run', () => {
  const run = longRun();
  let page: Element;
  let bytes: number;
  beforeAll(() => {
    const text = renderReport(run);
    bytes = Buffer.byteLength(text);
    page = parseMarkup(text);
  });

  test('is small, and hides nothing: what is not drawn by itself is counted', () => {
    const [{ history } = scenario([])] = run.scenarios;
    expect(history.length).toBeGreaterThan(100_000);
    expect(bytes).toBeLessThan(BYTES_MAX);
    const [timeline] = timelines(page);
    const drawn = singles(timeline!).length;
    expect(drawn).toBeLessThan(5000);
    expect(drawn + crowded(timeline!)).toBe(marksOf(history).length);
  });

  test('says that columns stand for many operations', () => {
    const [section] = named(page, 'details', 'scenario');
    expect(textOf(section!)).toMatch(/The highest column stands for \d+ operations\./);
    expect(textOf(one(page, 'ul', 'marks'))).toContain('columns: too many to tell apart');
    const { length } = named(timelines(page)[0]!, 'rect', 'crowd');
    expect(length).toBeGreaterThan(100);
  });

  test('still shows the proof, one by one', () => {
    const proof = run.scenarios[0]!.findings[0]!.proof;
    const lines = named(one(page, 'div', 'proof'), 'tr')
      .slice(1)
      .map((it) => textOf(named(it, 'td')[0]!));
    expect(lines).toEqual(proof.map(({ index }) => `${index + 2}`));
    expect(
      all(timelines(page)[0]!, ({ attributes }) => attributes['href'] === '#m-proof'),
    ).toHaveLength(3);
  });

  test.each([
    ['scenarios', 40, {}],
    ['clients', 1, { publishers: 150, listeners: 150, publishEachMs: 2000 }],
  ])('is small with many %s, too, and says what it leaves out', (_, count, play) => {
    const history = playedHistory({ ...play, faults: FAULTS });
    const proof = history.slice(0, 3000);
    const long = 'long '.repeat(100_000);
    const findings = ['lost', 'order', 'unseen'].map((checker) => ({
      checker,
      verdict: 'invalid' as const,
      seen: long,
      proof,
    }));
    const changes = { verdict: 'invalid', findings, lesson: long, seen: long } as const;
    const scenarios = Array.from({ length: count }, (__, i) =>
      scenario(history, { ...changes, name: `s${i}` }),
    );
    const text = renderReport({ ...invalidRun(), problem: long, scenarios });
    expect(Buffer.byteLength(text)).toBeLessThan(BYTES_MAX);
    expect(textOf(parseMarkup(text))).toMatch(
      count > 1 ? /have a drawing/ : /clients more: not drawn/,
    );
  });
});

function withoutClass(child: Element | string): unknown {
  if (typeof child === 'string') return child.trim();
  const { class: _, ...attributes } = child.attributes;
  return { ...child, attributes, children: child.children.map(withoutClass) };
}
