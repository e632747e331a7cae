import { describe, expect, it } from 'vitest';
import type { Checker, Finding } from '../../../src/harness/checkers/checker';
import { judge } from '../../../src/harness/runner/judge';
import type { Scenario } from '../../../src/harness/scenarios/scenario';
import { HistoryBuilder } from '../checkers/history-builder';

const saying = (verdict: Finding['verdict'], seen: string): Checker => ({
  name: seen,
  check: () => ({ verdict, seen, proof: [] }),
});

const scenario = (...checkers: Checker[]): Scenario => ({
  name: 'sample',
  lesson: '',
  explanation: '',
  expected: '',
  steps: [],
  checkers,
});

const verdictOf = (judged: Scenario, problem?: string): unknown => {
  const { verdict, seen } = judge(judged, [], {}, problem);
  return [verdict, seen];
};

const VALID = saying('valid', 'fine');
const INVALID = saying('invalid', 'two members got it');
const UNKNOWN = saying('unknown', 'nothing came');

describe('judge', () => {
  it.each([
    [
      [VALID, saying('valid', ''), saying('valid', 'good')],
      ['valid', 'fine; good'],
    ],
    [
      [VALID, INVALID, UNKNOWN],
      ['invalid', 'two members got it'],
    ],
    [
      [VALID, UNKNOWN],
      ['unknown', 'nothing came'],
    ],
  ])('takes the worst finding, and what was seen there: %#', (checkers, expected) => {
    expect(verdictOf(scenario(...checkers))).toEqual(expected);
  });

  it('knows nothing when nobody judges', () => {
    expect(verdictOf(scenario())).toEqual(['unknown', '']);
  });

  it('acquits nobody of a scenario that was cut short', () => {
    expect(verdictOf(scenario(VALID), 'the connection was lost')).toEqual([
      'unknown',
      'the connection was lost',
    ]);
  });

  it('but convicts by what was seen of it', () => {
    expect(verdictOf(scenario(INVALID), 'the connection was lost')).toEqual([
      'invalid',
      'two members got it',
    ]);
  });

  it('has checkers that depend on the server made for it', () => {
    const heartbeats = { intervalMs: 5000, timeoutMs: 5000, failuresMax: 2 };
    const judged: Scenario = {
      ...scenario(),
      checkers: (facts) => [saying('valid', String(facts.heartbeats?.intervalMs))],
    };

    expect(judge(judged, [], { heartbeats }, undefined).seen).toBe('5000');
  });

  it('acquits nobody under load while nobody knows whether an event came', () => {
    const workload: Scenario = {
      ...{ name: 'sample', lesson: '', explanation: '', expected: '' },
      ...{ channel: 'nats-test.c', actors: [], generator: () => ({ steps: [] }) },
      ...{ finalGenerator: [], proves: ['lost'] },
    };
    const history = new HistoryBuilder()
      .connect('p')
      .connect('l')
      .subscribe('l', { durable: 'd' })
      .publish('a')
      .take('l', 'a')
      .crash('l')
      .publish('b')
      .wait(10_000)
      .end().history;
    const { verdict, seen } = judge(workload, history, {}, undefined);

    expect([verdict, seen]).toEqual([
      'unknown',
      '1 event not there when the history ended; first number 2 at durable d',
    ]);
  });
});
