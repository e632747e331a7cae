import type { Step } from '../schedule';
import type { Flight } from './flight';
import { kill } from './kill';
import type { Stage } from './stage';
import { strike } from './strikes';

/** Does a step; one that has nothing to strike does nothing. */
export async function perform(stage: Stage, { kind, pick }: Step): Promise<void> {
  switch (kind) {
    case 'wait':
      if (stage.gate.unacked.all.length > 0) await stage.passAckWait();
      return;
    case 'restart listener':
      return restartListener(stage, pick);
    case 'restart server':
      return restartServer(stage);
    case 'join':
      if (stage.troupe.lives.length >= stage.membersMax) return;
      return stage.startMember(stage.troupe.nextName(), false);
    case 'leave':
      return leave(stage, pick);
    case 'poison':
      return poison(stage, pick);
    case 'handle':
    case 'lose ack':
    case 'lose delivery':
    case 'overlap':
    case 'come twice':
    case 'crash before delivery':
    case 'crash while handling':
    case 'crash before ack':
    case 'crash after ack': {
      const flight = await nextDelivery(stage, pick);
      if (flight) await strike(stage, kind, flight, pick);
    }
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

async function restartListener(stage: Stage, pick: number): Promise<void> {
  const { lives } = stage.troupe;
  const life = lives[pick % lives.length];
  if (!life) return;
  await stage.troupe.stop(life);
  // What is published in between must not get lost.
  await stage.publishNext();
  await stage.startMember(life.member, true);
}

/** Whoever was connected has lost its server, ends as the course's listeners do, and is started again. */
async function restartServer(stage: Stage): Promise<void> {
  const { troupe } = stage;
  const members = troupe.lives.map(({ member }) => member);
  await kill(stage, [...troupe.lives], 'server restarted');
  await stage.restartServer();
  for (const member of members) await stage.startMember(member, true);
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
