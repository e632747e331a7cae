import { closeSync, openSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { processFacts } from '../../src/base/process-facts';

describe('processFacts', () => {
  it('says which process and which Node this is', () => {
    const { pid, runtime } = processFacts();

    expect({ pid, runtime }).toEqual({ pid: process.pid, runtime: `node${process.versions.node}` });
  });

  it.runIf(process.platform === 'linux')('counts open files', () => {
    const facts = processFacts();
    const before = facts.fileDescriptors()?.open ?? Number.NaN;
    const file = openSync(__filename, 'r');

    const after = facts.fileDescriptors()?.open;
    closeSync(file);

    expect(after).toBe(before + 1);
  });

  it.runIf(process.platform === 'linux')('says how many files may be open', () => {
    const { open, max } = processFacts().fileDescriptors() ?? { open: 0, max: 0 };

    expect(max).toBeGreaterThan(open);
  });

  it('says what the process takes of the machine', () => {
    const { memoryBytes, cpuPercent, cores } = processFacts();

    expect(memoryBytes()).toBeGreaterThan(1024 * 1024);
    expect(cores).toBeGreaterThan(0);
    expect(cpuPercent()).toBeGreaterThan(0);
  });
});
