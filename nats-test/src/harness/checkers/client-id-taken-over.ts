import type { Checker } from './checker';
import { clashesIn } from './facts/clashes';
import type { Facts } from './facts/facts';
import { isRefusal } from './facts/refusal';
import { invalid, unknown, vacuous, valid, type Judged } from './finding';
import { makeChecker } from './make-checker';
import { seconds } from './words';

/** The ID of a client that does not answer any more goes to the next one that asks for it. */
export function clientIdTakenOver(): Checker {
  return makeChecker('client ID taken over', check);
}

function check(facts: Facts): Judged {
  const seen: string[] = [];
  let open: Judged | undefined;
  for (const { holder, newcomer, silentSince } of clashesIn(facts)) {
    const { asked, answer } = newcomer;
    if (!silentSince || !asked || !answer) continue;
    const proof = [holder.answer, silentSince, asked, answer];
    if (isRefusal(answer)) return invalid(`refused: ${answer.error ?? ''}`, ...proof);
    if (answer.type !== 'ok') {
      open ??= unknown(`no answer to the second client: ${answer.error ?? ''}`, ...proof);
      continue;
    }
    seen.push(seconds(answer.timeMs - asked.timeMs));
  }
  if (open && seen.length === 0) return open;
  if (seen.length === 0) return vacuous('no client with the ID of another one that fell silent');
  return valid(`connected after ${seen.join(', ')}`);
}
