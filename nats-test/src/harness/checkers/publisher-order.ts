import type { Checker } from './checker';
import type { Facts, Publication } from './facts/facts';
import { invalid, vacuous, valid, type Judged } from './finding';
import { makeChecker } from './make-checker';
import { count } from './words';

/**
 * What one publisher has sent to one channel over one connection, and has got acknowledged, stands
 * there in the order in which it was sent.
 */
export function publisherOrder(): Checker {
  return makeChecker('publisher order', check);
}

function check(facts: Facts): Judged {
  let judged = 0;
  for (const all of facts.channels.values()) {
    const last = new Map<string, Publication>();
    for (const publication of all) {
      const { asked, answer, sequence, otherSequences } = publication;
      // Under which of two sequences it was stored nobody knows.
      if (answer?.type !== 'ok' || sequence === undefined || otherSequences) continue;
      const connection = `${facts.links.connectionOf(asked)} ${asked.client}`;
      const before = last.get(connection);
      if (before?.sequence !== undefined) {
        judged++;
        if (before.sequence > sequence) {
          const text = `event ${publication.number} of ${asked.client} with sequence ${sequence}, after ${before.number} with ${before.sequence}`;
          return invalid(text, before.asked, asked, before.answer, answer);
        }
      }
      last.set(connection, publication);
    }
  }
  if (judged === 0) return vacuous('no two events of one publisher');
  return valid(`${count(judged, 'event')}, each after the one that was sent before it`);
}
