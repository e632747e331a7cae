import { Broken } from './broken';
import { deliver } from './deliver';
import type { Stage } from './stage';

const LAST_PATIENCE_MS = 500;

/**
 * Has all go well until everything is acknowledged.
 * @throws Broken when something never is
 */
export async function drain(stage: Stage): Promise<void> {
  const { gate, cast } = stage;
  const isDone = (): boolean => gate.unacked.due.length === 0;
  // In the worst order each round gets one event through; and what has been sent so many times is due
  // that many ack waits after the first, as on the real server, however soon a durable has sent it again.
  const roundsMax = cast.events.length + 3 + Math.max(0, ...gate.unacked.due.map((it) => it.times));
  for (let round = 0; ; round++) {
    do {
      for (let flight = gate.held[0]; flight; flight = gate.held[0]) await deliver(stage, flight);
    } while (await stage.publishNext());
    if (isDone()) return;
    if (await stage.until(isDone, stage.quietMs)) continue;
    if (round === roundsMax) break;
    await stage.giveUpGhosts();
    await stage.passAckWait();
  }
  // It may be at work with something slow, such as a database far away.
  if (await stage.until(isDone, LAST_PATIENCE_MS)) return;
  const [first] = gate.unacked.due;
  const { event = 0, label = '' } = first?.facts ?? {};
  throw new Broken(
    'never acked',
    `${event === 0 ? 'an event that the listener has published' : `event ${event}`} was never acknowledged, though it came ${first?.times ?? 0} times: ${label}`,
  );
}
