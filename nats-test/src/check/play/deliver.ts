import type { Flight } from './flight';
import type { Stage } from './stage';

/** Lets a delivery through, and waits until it is acknowledged or the listener stays at it. */
export async function deliver(stage: Stage, flight: Flight): Promise<void> {
  stage.gate.release(flight);
  if (await acked(stage, flight)) return;
  stage.note({ f: 'held', ...flight.facts });
}

/** @returns whether its ack came, before the listener counts as still at it */
export function acked(stage: Stage, flight: Flight): Promise<boolean> {
  return stage.until(() => flight.isAcked || flight.life.isCutOff, stage.quietMs);
}
