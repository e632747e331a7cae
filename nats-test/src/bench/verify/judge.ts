import type { Verification } from '../report';
import { Bits } from './bits';
import { nameOf, type ReceivedFacts } from './received';

/** What one publisher knows of its messages. */
export interface SentFacts {
  readonly publisher: number;
  /** It has tried to send the numbers from 0 up to this one, which it has not. */
  readonly sent: number;
  /** The numbers whose acks came. The others may have arrived or not. */
  readonly acknowledged: Uint8Array;
}

/** All that a round has to be judged by. */
export interface Evidence {
  /** Names of the identities, by their index. */
  readonly identities: readonly string[];
  readonly sent: readonly SentFacts[];
  readonly received: readonly ReceivedFacts[];
  /** Deliveries that were no message, or not as it was sent; in sentences, the first few. */
  readonly strange: { readonly count: number; readonly examples: readonly string[] };
  /** Whether all had the time to come that they need; else nothing that is missing is lost. */
  readonly isComplete: boolean;
}

const EXAMPLES_MAX = 5;

/** Compares what came with what was sent. */
export function judge(evidence: Evidence): Verification {
  const examples: string[] = [...evidence.strange.examples];
  let lost = 0;
  let duplicated = 0;
  let outOfOrder = 0;
  let unexpected = evidence.strange.count;
  let came = 0;
  for (const [identity, name] of evidence.identities.entries()) {
    const parts = evidence.received.filter((it) => it.identity === identity);
    for (const part of parts) {
      duplicated += part.duplicated;
      outOfOrder += part.outOfOrder;
      examples.push(...part.examples);
    }
    for (const sent of evidence.sent) {
      const found = compare(name, sent, parts, evidence.isComplete, examples);
      came += found.came;
      lost += found.lost;
      duplicated += found.duplicated;
      unexpected += found.unexpected;
    }
  }
  const isWrong = lost + duplicated + outOfOrder + unexpected > 0;
  const verdict = isWrong ? 'invalid' : evidence.isComplete && came > 0 ? 'valid' : 'unknown';
  if (verdict === 'unknown' && evidence.identities.length === 0) {
    examples.push('nobody subscribed, so that nothing came that could be verified');
  }
  return {
    verdict,
    lost,
    duplicated,
    outOfOrder,
    unexpected,
    examples: examples.slice(0, EXAMPLES_MAX),
  };
}

function compare(
  name: string,
  { publisher, sent, acknowledged }: SentFacts,
  parts: readonly ReceivedFacts[],
  isComplete: boolean,
  examples: string[],
): { came: number; lost: number; duplicated: number; unexpected: number } {
  const acks = new Bits(acknowledged);
  const seen = parts.map((part) => new Bits(part.seen[publisher]));
  const unmarked = parts.map((part) => new Bits(part.unmarked[publisher]));
  const end = Math.max(sent, ...seen.map((bits) => bits.end));
  const found = { came: 0, lost: 0, duplicated: 0, unexpected: 0 };
  for (let number = 0; number < end; number++) {
    let times = 0;
    let here = 0;
    for (const [at, bits] of seen.entries()) {
      if (bits.has(number)) here++;
      if (unmarked[at]?.has(number) === true) times++;
    }
    if (here > 0) {
      found.came++;
      if (number >= sent) {
        found.unexpected++;
        examples.push(`${name} got ${nameOf({ publisher, number })}, which was never sent`);
      }
    } else if (isComplete && acks.has(number)) {
      found.lost++;
      examples.push(`${name} never got ${nameOf({ publisher, number })}, which was acknowledged`);
    }
    // Each process has counted its own: here are those that came to members in two of them.
    if (times > 1) {
      found.duplicated += times - 1;
      examples.push(`${name} got ${nameOf({ publisher, number })} twice, in two processes`);
    }
    if (examples.length > 100) examples.length = EXAMPLES_MAX;
  }
  return found;
}
