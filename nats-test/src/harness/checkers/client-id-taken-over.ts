import type { Checker, Finding } from './checker';
import { clashesIn } from './facts/clashes';
import type { Facts } from './facts/facts';
import { readFacts } from './facts/read-facts';
import { isRefusal } from './facts/refusal';
import { invalid, unknown, valid } from './finding';
import { seconds } from './words';

/** The ID of a client that does not answer any more goes to the next one that asks for it. */
export function clientIdTakenOver(): Checker {
  return { name: 'client ID taken over', check: (history) => check(readFacts(history)) };
}

function check(facts: Facts): Finding {
  const seen: string[] = [];
  let open: Finding | undefined;
  for (const { holder, newcomer, isHolderSilent } of clashesIn(facts)) {
    const { asked, answer } = newcomer;
    if (!isHolderSilent || !asked || !answer) continue;
    const proof = [holder.answer, holder.silent, asked, answer];
    if (isRefusal(answer)) return invalid(`refused: ${answer.error ?? ''}`, ...proof);
    if (answer.type !== 'ok') {
      open ??= unknown(`no answer to the second client: ${answer.error ?? ''}`, ...proof);
    }
    seen.push(seconds(answer.timeMs - asked.timeMs));
  }
  if (open) return open;
  if (seen.length === 0) return unknown('no client with the ID of another one that fell silent');
  return valid(`connected after ${seen.join(', ')}`);
}
