import type { Checker } from './checker';
import type { Facts } from './facts/facts';
import { wrongEntries, type WrongEntryKind } from './facts/wrong-entry';
import { vacuous, valid } from './finding';
import { makeChecker } from './make-checker';
import { count } from './words';

/** A checker of one way in which an event can't have been in a right channel. */
export function wrongEntryChecker(kind: WrongEntryKind, praise: string): Checker {
  return makeChecker(kind, (facts) => {
    const wrong = facts.once(wrongEntries).find((entry) => entry.kind === kind);
    if (wrong) return wrong.finding;
    const { came, recovered } = facts.once(whatCame);
    if (came === 0) return vacuous('no event that came');
    const others = recovered === 0 ? '' : `, ${recovered} of them of unknown outcome`;
    return valid(`${count(came, 'event')}, ${praise}${others}`);
  });
}

/** How many events came, and of how many of them the publisher does not know that they were taken. */
function whatCame({ publications }: Facts): { came: number; recovered: number } {
  let came = 0;
  let recovered = 0;
  for (const { answer, sequence } of publications.values()) {
    if (sequence === undefined) continue;
    came++;
    if (answer?.type === 'info') recovered++;
  }
  return { came, recovered };
}
