import type { CrashMoment } from '../history';
import type { StepKind } from '../schedule';
import { acked, deliver } from './deliver';
import type { Flight } from './flight';
import { kill } from './kill';
import type { Life } from './life';
import type { Stage } from './stage';

/** Steps that say what becomes of a delivery. */
export type DeliveryStep = Exclude<
  StepKind,
  'wait' | 'restart listener' | 'restart server' | 'join' | 'leave' | 'poison'
>;

/** So many rounds of the event loop a delivery takes, where nobody sees it arrive. */
const ROUNDS_TO_ARRIVE = 2;
/** A crash amidst the work comes after up to so many rounds of the event loop, or so many quarters later. */
const ROUNDS_MAX = 2;
const QUARTERS = 4;

/** What becomes of a delivery. */
export async function strike(
  stage: Stage,
  kind: DeliveryStep,
  flight: Flight,
  pick: number,
): Promise<void> {
  switch (kind) {
    case 'handle':
      return deliver(stage, flight);
    case 'lose ack':
      flight.fate = 'is lost';
      return deliver(stage, flight);
    case 'lose delivery':
      stage.gate.lose(flight);
      return;
    case 'overlap':
      return overlap(stage, flight);
    case 'come twice':
      return comeTwice(stage, flight);
    case 'crash before delivery':
      stage.gate.lose(flight);
      await kill(stage, [flight.life], 'before delivery', flight);
      return stage.startMember(flight.life.member, true);
    case 'crash while handling':
      return crashAmidst(stage, flight, pick);
    case 'crash before ack':
      return crashBeforeAck(stage, flight);
    case 'crash after ack':
      return crashAfterAck(stage, flight);
  }
}

/** What follows is there before it arrives: a handler that takes but a moment is still at it then. */
async function overlap(stage: Stage, flight: Flight): Promise<void> {
  if (stage.gate.held.length < 2) await stage.publishNext();
  stage.gate.release(flight);
}

/** It was so long on its way that the ack wait is over in the moment of its arrival. */
async function comeTwice(stage: Stage, flight: Flight): Promise<void> {
  const { gate } = stage;
  await stage.passMostOfAckWait(flight);
  // Else the ack could be there before the second one.
  flight.fate = 'is lost';
  gate.release(flight);
  stage.endAckWait(flight);
  const again = (): Flight | undefined => gate.held.find((other) => other.isOf(flight));
  await stage.until(() => again() !== undefined, stage.quietMs);
  const { channel, sequence } = flight.facts;
  const second =
    again() ??
    // To another member of the group.
    gate.held.find(({ facts }) => facts.channel === channel && facts.sequence === sequence);
  if (second) await deliver(stage, second);
}

async function crashBeforeAck(stage: Stage, flight: Flight): Promise<void> {
  flight.fate = 'comes too late';
  const victims = [flight.life];
  const crash = crashOf(stage, flight, victims);
  crash.at('before ack');
  stage.gate.release(flight);
  await acked(stage, flight);
  await crash.now();
}

/**
 * All who share the state die, as when their machine does. What the listener does after its ack is lost,
 * but for what it does in the same turn: no ack leaves the process before that.
 */
async function crashAfterAck(stage: Stage, flight: Flight): Promise<void> {
  flight.fate = 'is the last';
  const victims = [...stage.troupe.lives];
  const { copyState } = stage.cast;
  let earlier: Promise<unknown> | undefined;
  stage.onLeaving(flight, () => {
    if (!copyState || earlier) return;
    earlier = Promise.resolve().then(() => {
      // What others acknowledge from now on would be lost with the state that they have.
      for (const life of victims) if (life !== flight.life) void life.cutOff();
      return copyState(stage.state);
    });
  });
  const crash = crashOf(stage, flight, victims, () => earlier);
  crash.at('after ack');
  stage.gate.release(flight);
  await acked(stage, flight);
  await crash.now();
}

/** @param pick how far the listener has got, since it may crash between any two things that it awaits */
async function crashAmidst(stage: Stage, flight: Flight, pick: number): Promise<void> {
  flight.fate = 'comes too late';
  const crash = crashOf(stage, flight, [...stage.troupe.lives]);
  crash.at('before ack');
  stage.gate.release(flight);
  if (stage.cast.isProcess) await rounds(flight, ROUNDS_TO_ARRIVE);
  // No sooner: before that it would be a crash before the delivery.
  else await stage.until(() => flight.isArrived || flight.isAcked, stage.quietMs);
  const ms = (stage.profile.handlingMs * (pick - ROUNDS_MAX)) / QUARTERS;
  // Less than that no timer can measure.
  if (ms >= 1) await stage.until(() => flight.isAcked, ms);
  else await rounds(flight, pick);
  await crash.now();
}

/** As long as the event loop takes for so many rounds, or the listener for its ack. */
async function rounds(flight: Flight, amount: number): Promise<void> {
  for (let i = 0; i < amount && !flight.isAcked; i++) {
    await new Promise<void>((resolve) => {
      setImmediate(resolve);
    });
  }
}

/** A crash in the moment of an ack, or without one; whoever has died comes back. */
function crashOf(
  stage: Stage,
  flight: Flight,
  victims: readonly Life[],
  earlier: () => Promise<unknown> | undefined = () => undefined,
): { at(moment: CrashMoment): void; now(): Promise<void> } {
  let killed: Promise<void> | undefined;
  return {
    at: (moment) => {
      stage.onStrike(flight, () => {
        killed = kill(stage, victims, moment, flight, earlier());
      });
    },
    now: async () => {
      await (killed ?? kill(stage, victims, 'while handling', flight));
      for (const { member } of victims) await stage.startMember(member, true);
    },
  };
}
