import { createHash } from 'node:crypto';
import { BEHIND_DIGEST, FORMAT, VERSION, type HistoryEnd, type HistoryHeader } from './format';
import type { Operation } from './operation';

/**
 * The text of a history, piece by piece and in this order: the header, operations as they come, the
 * end mark. One JSON object a line, and a line feed behind each. The end mark holds the SHA-256 of
 * all that stands before the digest, in its own line too.
 */
export class HistoryEncoder {
  private readonly hash = createHash('sha256');
  private count = 0;

  /** The seed comes first, where a person looks for it. */
  header({ seed, runId, scenario, target, facts, faults }: HistoryHeader): string {
    const { heartbeats, limits, nodes } = facts;
    const line = {
      ...{ seed, format: FORMAT, version: VERSION, runId, scenario, target },
      // Field by field: what is handed in may be a whole target.
      facts: { heartbeats, limits, nodes },
      faults,
    };
    return this.noted(`${JSON.stringify(line)}\n`);
  }

  operations(operations: readonly Operation[]): string {
    this.count += operations.length;
    let text = '';
    for (const operation of operations) text += `${JSON.stringify(operation)}\n`;
    return this.noted(text);
  }

  end({ problem, isShared, strange }: HistoryEnd): string {
    const mark = { end: true, operations: this.count, problem, isShared, strange, sha256: '' };
    const text = this.noted(JSON.stringify(mark).slice(0, -'"}'.length));
    return `${text}${this.hash.digest('hex')}${BEHIND_DIGEST}`;
  }

  private noted(text: string): string {
    this.hash.update(text);
    return text;
  }
}
