import type { Heartbeats } from '../history/target-facts';
import type { Facts, Session } from './facts/facts';
import { isTakenOver } from './facts/sightings';
import { invalid, type Judged } from './finding';

/** How the library hears that the server does not know it any more. */
const FORGOTTEN = /replaced|no longer registered/;

/** A client that the server has let go of though it answered all the time. */
export function findEvictedAwake(facts: Facts, heartbeats: Heartbeats): Judged | undefined {
  const struck = new Set<string>();
  for (const operation of facts.history) {
    if (operation.f === 'freeze') struck.add(operation.client);
    if (operation.f === 'fault') struck.add(operation.on);
  }
  for (const session of facts.sessions) {
    const { silent, gone, client, asked, answer } = session;
    const told =
      gone?.f === 'ping'
        ? gone
        : silent?.f === 'lost' && FORGOTTEN.test(silent.error)
          ? silent
          : undefined;
    if (!told || answer?.type !== 'ok' || struck.has(client)) continue;
    if (isTakenOver(facts, session) || !isSure(facts, session, heartbeats, told.timeMs)) continue;
    return invalid('gone though it never fell silent', asked, answer, told);
  }
  return undefined;
}

/** Whether it has surely answered in time: nothing stood still, and its link was fast. */
function isSure(
  { standstills, links, upheavals, history }: Facts,
  { client, answer }: Session,
  { timeoutMs }: Heartbeats,
  untilMs: number,
): boolean {
  const last = history.at(-1);
  if (!answer || !last || upheavals.isBetween(answer, last)) return false;
  const fromMs = answer.timeMs;
  if (standstills.runningMs(fromMs, untilMs) < untilMs - fromMs) return false;
  return links.marginMs(client) < timeoutMs;
}
