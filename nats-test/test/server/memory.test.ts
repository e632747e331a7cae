import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';

const CHILD = join(__dirname, '../support/memory-child.ts');
const MB = 1_000_000;

/** Heap in use after each round, garbage collected. */
async function heapAfter(round: string, count: number): Promise<number[]> {
  const { stdout } = await promisify(execFile)(process.execPath, [
    '--expose-gc',
    '--require',
    'ts-node/register/transpile-only',
    CHILD,
    round,
    String(count),
  ]);
  return stdout
    .trim()
    .split('\n')
    .map((line) => {
      const { heapUsed, arrayBuffers } = JSON.parse(line) as Record<string, number>;
      return (heapUsed ?? 0) + (arrayBuffers ?? 0);
    });
}

// The list of closed connections is full by then: 10,000, as in the real server.
it('does not grow any more after 11,000 dropped connections', async () => {
  const heap = await heapAfter('connections', 14);

  expect(Math.min(...heap.slice(-3)) - (heap[10] ?? 0)).toBeLessThan(0.3 * MB);
});

it.each([
  ['subjects that a crowd on everything gets', 'subjects', 5],
  ['20 MB for a client that takes nothing', 'unread', 4],
])('has after rounds of %s what it had before', async (_what, round, count) => {
  const heap = await heapAfter(round, count);

  expect(Math.min(...heap.slice(2)) - (heap[0] ?? 0)).toBeLessThan(2 * MB);
});
