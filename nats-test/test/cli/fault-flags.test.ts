import { describe, expect, test } from 'vitest';

import { readFaultFlags } from '../../src/cli/fault-flags';
import { FAULTS } from '../../src/harness/history/fault';

describe('what is typed about faults', () => {
  test('nothing: no faults beside those of the scenarios, and a seed of its own each time', () => {
    const { faults, seed, mainMs } = readFaultFlags({});
    expect(faults).toBeUndefined();
    expect(seed).not.toBe(readFaultFlags({}).seed);
    expect(mainMs).toBeGreaterThan(0);
  });

  test('several, with commas or one by one, each once', () => {
    const { faults } = readFaultFlags({ faults: ['kill, freeze', 'kill', 'cut'] });
    expect(faults).toEqual(['kill', 'freeze', 'cut']);
  });

  test('all', () => {
    expect(readFaultFlags({ faults: ['all'] }).faults).toEqual(Object.keys(FAULTS));
  });

  test('a run is long enough for several of them unless it is told how long', () => {
    const typed = { faults: ['kill'], every: '10s' };
    expect(readFaultFlags(typed).mainMs).toBeGreaterThan(50_000);
    expect(readFaultFlags({ ...typed, for: '20s' }).mainMs).toBe(20_000);
  });

  test('a seed', () => {
    expect(readFaultFlags({ seed: '42' }).seed).toBe(42);
  });

  test.each([
    [{ faults: ['kil'] }, "there is no fault 'kil', did you mean kill? there are kill, freeze, "],
    [{ faults: ['constructor'] }, "there is no fault 'constructor': there are kill, freeze, "],
    [{ faults: [' , '] }, '--faults names none: there are kill, freeze, '],
    [{ every: '5s' }, '--every says how often faults strike: give them with --faults, '],
    [
      { faults: ['kill'], every: 'often' },
      '--every often is no duration: type it as in --every 5s',
    ],
    [{ faults: ['kill'], every: '1ms' }, '--every 1ms is too short: give 100ms at least'],
    [{ for: '1s' }, '--for 1s is too short: give 3s at least'],
    [{ for: '2h' }, '--for 2h is too long: give 1h at most'],
    [{ faults: ['kill'], every: '9999h' }, '--every 9999h is too long: give 1h at most'],
    [{ seed: 'x' }, '--seed x is no seed: it is a whole number from 0 to 4294967295'],
    [{ seed: '-1' }, '--seed -1 is no seed'],
    [{ seed: '4294967296' }, '--seed 4294967296 is no seed'],
  ])('%j is told what is wrong', (flags, error) => {
    expect(() => readFaultFlags(flags)).toThrow(error);
  });
});
