import { describe, expect, it } from 'vitest';
import { readPid } from '../../../src/cli/streaming-server/send-signal';

describe('the process that -sl is to reach', () => {
  it('is a number', () => {
    expect(readPid('4711')).toBe(4711);
  });

  // To the system these are groups of processes, and all that there are.
  it.each(['0', '-0', '-1', '-4711', '+0'])('is never %s', (text) => {
    expect(readPid(text)).toBe(`invalid pid: ${text}`);
  });

  it.each(['', 'x', '1.5', '4711 '])('is not %j', (text) => {
    expect(readPid(text)).toBe(`invalid pid: ${text}`);
  });

  it('is none when it is beyond what a system has', () => {
    expect(readPid('99999999999')).toBe('no such process');
  });
});
