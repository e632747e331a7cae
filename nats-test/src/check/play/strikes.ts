import type { CrashMoment } from '../history';
import type { StepKind } from '../schedule';
import { acked, deliver } from './deliver';
import type { Flight } from './flight';
import type { Life } from './life';
import type { Stage } from './stage';

/** Steps that say what becomes of a delivery. */
export type DeliveryStep = Exclude<
  StepKind,
  'wait' | 'restart listener' | 'restart server' | 'join' | 'leave' | 'poison'
>;

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
      stage.gate.release(flight);
      return;
    case 'come twice':
      return comeTwice(stage, flight);
    case 'crash before delivery':
      stage.gate.lose(flight);
      await stage.troupe.kill(flight.life, 'before delivery', flight.facts);
      return stage.startMember(flight.life.member, true);
    case 'crash while handling':
      return crashAmidst(stage, flight, pick);
    case 'crash before ack':
      return crashBeforeAck(stage, flight);
    case 'crash after ack':
      return crashAfterAck(stage, flight);
  }
}

async function comeTwice(stage: Stage, flight: Flight): Promise<void> {
  const { gate } = stage;
  // Else the ack could be there before the second one.
  flight.fate = 'is lost';
  gate.release(flight);
  await stage.passAckWait();
  const { channel, sequence } = flight.facts;
  const again = gate.held.find(
    ({ facts }) => facts.channel === channel && facts.sequence === sequence,
  );
  if (again) await deliver(stage, again);
}

async function crashBeforeAck(stage: Stage, flight: Flight): Promise<void> {
  flight.fate = 'comes too late';
  let killed: Promise<void> | undefined;
  stage.onStrike(flight, () => {
    killed = stage.troupe.kill(flight.life, 'before ack', flight.facts);
  });
  stage.gate.release(flight);
  await acked(stage, flight);
  killed ??= stage.troupe.kill(flight.life, 'while handling', flight.facts);
  await killed;
  await stage.startMember(flight.life.member, true);
}

/** The state is as it is in this moment, whatever the dead listener still does. */
async function crashAfterAck(stage: Stage, flight: Flight): Promise<void> {
  flight.fate = 'is the last';
  let killed: Promise<void> | undefined;
  stage.onStrike(flight, () => {
    killed = killAll(stage, flight, 'after ack');
  });
  const members = membersFrom(stage, flight.life);
  stage.gate.release(flight);
  await acked(stage, flight);
  killed ??= killAll(stage, flight, 'while handling');
  await killed;
  for (const member of members) await stage.startMember(member, true);
}

/** @param rounds how many rounds of the event loop the listener has had */
async function crashAmidst(stage: Stage, flight: Flight, rounds: number): Promise<void> {
  flight.fate = 'comes too late';
  let killed: Promise<void> | undefined;
  stage.onStrike(flight, () => {
    killed = killAll(stage, flight, 'before ack');
  });
  const members = membersFrom(stage, flight.life);
  stage.gate.release(flight);
  for (let i = 0; i <= rounds && !killed; i++) {
    await new Promise<void>((resolve) => {
      setImmediate(resolve);
    });
  }
  killed ??= killAll(stage, flight, 'while handling');
  await killed;
  for (const member of members) await stage.startMember(member, true);
}

/** All who share the state die, as when their machine does: none may go on with what was copied. */
async function killAll(stage: Stage, flight: Flight, when: CrashMoment): Promise<void> {
  const { copyState } = stage.cast;
  const copying = copyState?.(stage.state);
  const { lives } = stage.troupe;
  const others = lives.filter((life) => life !== flight.life);
  const kills = [
    stage.troupe.kill(flight.life, when, flight.facts),
    ...others.map((life) => stage.troupe.kill(life, when)),
  ];
  if (copyState) stage.replaceState(await copying);
  await Promise.all(kills);
}

function membersFrom(stage: Stage, first: Life): string[] {
  const others = stage.troupe.lives.filter((life) => life !== first);
  return [first, ...others].map(({ member }) => member);
}
