import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import type { BenchCase } from './cases';
import type { BenchServer } from './servers';

/** Twice what the slowest case has taken on a busy machine. */
const RUN_MS_MAX = 240_000;

/** What the Go client says of one run: messages a second, published and delivered ones together. */
export async function runStanBench(
  path: string,
  server: BenchServer,
  benchCase: BenchCase,
  channel: string,
): Promise<number> {
  const { publishers, subscribers, msgs, payloadBytes, args = [] } = benchCase;
  const output = await run(path, [
    ...['-s', server.url, '-c', server.clusterId, '-id', `bench-${randomUUID()}`],
    ...['-np', String(publishers), '-ns', String(subscribers)],
    ...['-n', String(msgs), '-ms', String(payloadBytes), ...args, channel],
  ]);
  return readRate(output);
}

/**
 * The first rate that stan-bench prints, which is that of all together.
 * @throws Error when there is none
 */
export function readRate(output: string): number {
  const found = /^\s*(?:NATS Streaming Pub\/Sub|Pub|Sub) stats: ([\d,]+) msgs\/sec/m.exec(output);
  if (!found?.[1]) throw new Error(`stan-bench has told no rate:\n${output.trim()}`);
  return Number(found[1].replaceAll(',', ''));
}

function run(path: string, args: readonly string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(path, args, { stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    const timer = setTimeout(() => child.kill('SIGKILL'), RUN_MS_MAX);
    const kill = (): void => void child.kill('SIGKILL');
    process.once('exit', kill);
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (chunk: Buffer) => (output += chunk.toString()));
    }
    child.once('error', reject);
    child.once('close', (code, signal) => {
      clearTimeout(timer);
      process.off('exit', kill);
      if (code === 0) resolve(output);
      else
        reject(new Error(`stan-bench ended with ${code ?? signal}: ${output.trim() || 'no word'}`));
    });
  });
}
