import type { CrashMoment } from '../history';
import type { Step } from '../schedule';
import { Broken } from './broken';
import type { Flight } from './flight';
import type { Life } from './life';
import type { Stage } from './stage';

/** Does a step; one that has nothing to strike does nothing. */
export async function perform(stage: Stage, step: Step): Promise<void> {
  switch (step.kind) {
    case 'wait':
      if (stage.gate.unacked.all.length > 0) await stage.passAckWait();
      return;
    case 'restart listener':
      return restartListener(stage, step.pick);
    case 'restart server':
      return stage.restartServer();
    case 'join':
      if (stage.troupe.lives.length >= stage.membersMax) return;
      return stage.startMember(stage.troupe.nextName(), false);
    case 'leave':
      return leave(stage, step.pick);
    case 'poison':
      return poison(stage, step.pick);
    default: {
      const flight = await nextDelivery(stage, step.pick);
      if (flight) await strike(stage, step, flight);
    }
  }
}

/** Lets a delivery through, and waits until it is acknowledged or the listener stays at it. */
export async function deliver(stage: Stage, flight: Flight): Promise<void> {
  stage.gate.release(flight);
  if (await acked(stage, flight)) return;
  stage.note({ f: 'held', ...flight.facts });
}

async function strike(stage: Stage, { kind, pick }: Step, flight: Flight): Promise<void> {
  switch (kind) {
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
      await stage.troupe.crash(flight.life, 'before delivery', flight.facts);
      return;
    case 'crash while handling':
      return crashAmidst(stage, flight, pick);
    case 'crash before ack':
      return crashBeforeAck(stage, flight);
    case 'crash after ack':
      return crashAfterAck(stage, flight);
    default:
      return deliver(stage, flight);
  }
}

/** What the server has sent next; it publishes when it has nothing else to send. */
async function nextDelivery(stage: Stage, pick: number): Promise<Flight | undefined> {
  const { gate } = stage;
  const hasSome = (): boolean => gate.held.length > 0;
  while (!hasSome() && (await stage.publishNext()));
  if (!hasSome() && gate.unacked.all.length > 0) {
    // Whoever takes one at a time is still at it.
    await stage.until(() => hasSome() || gate.unacked.all.length === 0, stage.quietMs);
    if (!hasSome() && gate.unacked.all.length > 0) await stage.passAckWait();
  }
  return choose(gate.held, pick);
}

/** Connections keep their order; of several, another one's may be faster. */
function choose(held: readonly Flight[], pick: number): Flight | undefined {
  const lives = [...new Set(held.map(({ life }) => life))];
  const life = lives[pick % Math.max(1, lives.length)];
  return held.find((flight) => flight.life === life);
}

function acked(stage: Stage, flight: Flight): Promise<boolean> {
  return stage.until(() => flight.isAcked || flight.life.isCutOff, stage.quietMs);
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

async function restartListener(stage: Stage, pick: number): Promise<void> {
  const { lives } = stage.troupe;
  const life = lives[pick % lives.length];
  if (!life) return;
  await stage.troupe.stop(life);
  // What is published in between must not get lost.
  await stage.publishNext();
  await stage.startMember(life.member, true);
}

async function leave(stage: Stage, pick: number): Promise<void> {
  const { lives } = stage.troupe;
  const life = lives[pick % lives.length];
  if (life && lives.length > 1) await stage.troupe.stop(life);
}

async function poison(stage: Stage, pick: number): Promise<void> {
  const { poison: all } = stage.cast;
  const event = all[pick % Math.max(1, all.length)];
  if (event) await stage.publish(event, 0);
}

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
  const [first] = unacked();
  const { event = 0, label = '' } = first?.facts ?? {};
  throw new Broken(
    'never acked',
    `event ${event} was never acknowledged, though it came ${first?.times ?? 0} times: ${label}`,
  );
}
