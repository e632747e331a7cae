import type { Checker, Finding } from './checker';
import { clashesIn } from './facts/clashes';
import { leaving, type Facts, type Session } from './facts/facts';
import { readFacts } from './facts/read-facts';
import { invalid, unknown, valid } from './finding';

/** What a server says to a client whose ID another one has, letter by letter. */
const REFUSAL = 'stan: clientID already registered';

/** How the library hears that another client has its place. */
const REPLACED = /replaced|no longer registered/;

/** A client ID belongs to one client: who comes later is refused, and the first one goes on. */
export function clientIdExclusive(): Checker {
  return { name: 'client ID exclusive', check: (history) => check(readFacts(history)) };
}

function check(facts: Facts): Finding {
  let refused = 0;
  let wentOn = false;
  let open: Finding | undefined;
  for (const { holder, newcomer, isHolderSilent } of clashesIn(facts)) {
    const { asked, answer } = newcomer;
    if (isHolderSilent || !answer) continue;
    const first = holder.answer ?? holder.asked;
    const error = answer.error ?? '';
    if (answer.type === 'ok') {
      return invalid('two clients connected with one ID', first, asked, answer);
    }
    if (answer.type === 'fail' && error.startsWith('stan: ') && !error.includes(REFUSAL)) {
      return invalid(`a refusal that says '${error}'`, first, asked, answer);
    }
    if (!error.includes(REFUSAL)) {
      open ??= unknown(`no answer of the server to the second client: ${error}`, asked, answer);
      continue;
    }
    refused++;
    const after = lookAfter(facts, holder, answer.index);
    if (after?.verdict === 'invalid') return after;
    if (after?.verdict === 'unknown') open ??= after;
    else if (after) wentOn = true;
  }
  if (open) return open;
  if (refused === 0) return unknown('no client with the ID of another one that is connected');
  return valid(`refused: ${REFUSAL}${wentOn ? '; the first client went on' : ''}`);
}

/** @returns what became of the first client, or undefined when it did nothing any more */
function lookAfter(facts: Facts, holder: Session, since: number): Finding | undefined {
  const { silent } = holder;
  if (silent?.f === 'lost' && silent.index > since) {
    const text = `the first client lost its connection: ${silent.error}`;
    return REPLACED.test(silent.error) ? invalid(text, silent) : unknown(text, silent);
  }
  const untilIndex = leaving(holder)?.index ?? Number.POSITIVE_INFINITY;
  for (const { asked, answer } of facts.publications.values()) {
    const isItsOwn = asked.client === holder.client && asked.index > since;
    if (!isItsOwn || asked.index > untilIndex) continue;
    if (answer?.type === 'ok') return valid('');
    const text = 'the first client could not publish any more';
    return answer?.type === 'fail' ? invalid(text, asked, answer) : unknown(text, asked, answer);
  }
  return undefined;
}
