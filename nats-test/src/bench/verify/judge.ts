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
  /** One for each identity whose worker could still tell. */
  readonly received: readonly ReceivedFacts[];
  /** Deliveries that were no message, or not as it was sent; in sentences, the first few. */
  readonly strange: { readonly count: number; readonly examples: readonly string[] };
  /** Whether all had the time to come that they need; else nothing that is missing is lost. */
  readonly isComplete: boolean;
}

const EXAMPLES_MAX = 5;

/** Compares what came with what was sent. */
export function judge({ identities, sent, received, strange, isComplete }: Evidence): Verification {
  const examples = [...strange.examples];
  let lost = 0;
  let unexpected = strange.count;
  let came = 0;
  for (const [identity, name] of identities.entries()) {
    const facts = received.find((it) => it.identity === identity);
    examples.push(...(facts?.examples ?? []));
    for (const ofPublisher of sent) {
      const found = compare(name, ofPublisher, facts, isComplete, examples);
      came += found.came;
      lost += found.lost;
      unexpected += found.unexpected;
    }
  }
  const duplicated = sum(received, (it) => it.duplicated);
  const reordered = sum(received, (it) => it.reordered);
  const isWrong = lost + duplicated + reordered + unexpected > 0;
  return {
    verdict: isWrong ? 'invalid' : isComplete && came > 0 ? 'valid' : 'unknown',
    lost,
    duplicated,
    reordered,
    unexpected,
    examples: examples.slice(0, EXAMPLES_MAX),
  };
}

function compare(
  name: string,
  { publisher, sent, acknowledged }: SentFacts,
  received: ReceivedFacts | undefined,
  isComplete: boolean,
  examples: string[],
): { came: number; lost: number; unexpected: number } {
  const acks = new Bits(acknowledged);
  const seen = new Bits(received?.seen[publisher]);
  const found = { came: 0, lost: 0, unexpected: 0 };
  const say = (number: number, what: (message: string) => string): void => {
    if (examples.length < EXAMPLES_MAX) examples.push(what(nameOf({ publisher, number })));
  };
  for (let number = 0; number < Math.max(sent, seen.end); number++) {
    if (seen.has(number)) {
      found.came++;
      if (number < sent) continue;
      found.unexpected++;
      say(number, (message) => `${name} got ${message}, which was never sent`);
    } else if (isComplete && acks.has(number)) {
      found.lost++;
      say(number, (message) => `${name} never got ${message}, which was acknowledged`);
    }
  }
  return found;
}

function sum(all: readonly ReceivedFacts[], of: (it: ReceivedFacts) => number): number {
  return all.reduce((total, it) => total + of(it), 0);
}
