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
  const unacked = (): readonly { facts: { event: number; label: string }; times: number }[] =>
    gate.unacked.all.filter(({ facts }) => facts.event !== 0);
  // In the worst order each round gets one event through.
  const roundsMax = cast.events.length + 3;
  for (let round = 0; ; round++) {
    do {
      for (let flight = gate.held[0]; flight; flight = gate.held[0]) await deliver(stage, flight);
    } while (await stage.publishNext());
    if (unacked().length === 0) return;
    if (await stage.until(() => unacked().length === 0, stage.quietMs)) continue;
    if (round === roundsMax) break;
    await stage.giveUpGhosts();
    await stage.passAckWait();
  }
  // It may be at work with something slow, such as a database far away.
  if (await stage.until(() => unacked().length === 0, LAST_PATIENCE_MS)) return;
  const [first] = unacked();
  const { event = 0, label = '' } = first?.facts ?? {};
  throw new Broken(
    'never acked',
    `event ${event} was never acknowledged, though it came ${first?.times ?? 0} times: ${label}`,
  );
}
