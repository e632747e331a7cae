import { describe, expect, it } from 'vitest';
import type { Finding } from '../../../src/harness/checkers/checker';
import type { DecodedHistory } from '../../../src/harness/history/decode-history';
import { judgeAgain } from '../../../src/harness/runner/judge-again';
import type { Scenario } from '../../../src/harness/scenarios/scenario';
import { everyOperation, header } from '../history/every-operation';

const history = everyOperation();

/** A scenario whose checker says so, of each history. */
const scenario = (verdict: Finding['verdict']): Scenario => ({
  name: 'queue-group',
  lesson: 'each event once',
  explanation: '',
  expected: 'once',
  channel: 'nats-test.c',
  steps: [],
  checkers: [
    { name: 'c', check: (it) => ({ verdict, seen: `${it.length} operations-r1`, proof: [] }) },
  ],
});

const again = (verdict: Finding['verdict'], end: DecodedHistory['end']): unknown[] => {
  const result = judgeAgain(scenario(verdict), { header, history, end }, 'file');
  return [result.verdict, result.seen];
};
const seen = `${history.length} operations`;
const cutOff = `its file is cut off behind ${history.length} operations`;

describe('a history that is judged again', () => {
  it('has the verdict of its checkers, and what they saw without the ID of the run', () => {
    expect(again('valid', {})).toEqual(['valid', seen]);
    expect(again('invalid', {})).toEqual(['invalid', seen]);
    expect(again('unknown', {})).toEqual(['unknown', seen]);
  });

  it('acquits nobody of a run that had a problem, but may convict', () => {
    expect(again('valid', { problem: 'the connection was lost' })).toEqual([
      ...['unknown', 'the connection was lost'],
    ]);
    expect(again('invalid', { problem: 'the connection was lost' })).toEqual(['invalid', seen]);
  });

  it('is unknown when another run had its hands in it', () => {
    const said = expect.stringContaining('another run published on nats-test.c') as string;
    expect(again('invalid', { isShared: true })).toEqual(['unknown', said]);
    expect(again('valid', { isShared: true })).toEqual(['valid', seen]);
  });

  it('is unknown when a stranger had', () => {
    const said = expect.stringContaining('that no run of nats-test has published: "hi"') as string;
    expect(again('valid', { strange: 'hi' })).toEqual(['unknown', said]);
  });

  it('is unknown when its file was cut off, whatever it shows until there', () => {
    expect(again('valid', undefined)).toEqual(['unknown', cutOff]);
    expect(again('unknown', undefined)).toEqual(['unknown', cutOff]);
    expect(again('invalid', undefined)).toEqual(['unknown', `${cutOff}; until then ${seen}`]);
  });

  it('acquits nobody when it has not come to its end, though it says that nothing went wrong', () => {
    const half = history.filter(({ f }) => f !== 'end');
    const result = judgeAgain(scenario('valid'), { header, history: half, end: {} }, 'file');
    expect(result.verdict).toBe('unknown');
    expect(result.seen).toMatch(/has not come to its end/);
  });

  it('took as long as its run', () => {
    const result = judgeAgain(scenario('valid'), { header, history, end: {} }, 'file');
    expect(result.elapsedMs).toBe(history.at(-1)?.timeMs);
  });
});
