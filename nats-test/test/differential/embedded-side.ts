import { seededRandom, startServer, virtualClock, type VirtualClock } from '../../src/index';
import { COMMON_ARGS, nextLane, type Arena, type Side } from './arena';
import { Referee } from './referee';
import { flavours, type FlavourName } from './step';

const HOST = '127.0.0.1';

/** As late as timers of the real server are: those due within this time fire in any order there. */
const LATE_MS_MAX = 3;

/**
 * The embedded server, one for each sequence, in virtual time.
 * @param lateness a seed: each timer fires a little late, another one for each seed; undefined for none
 */
export function embeddedSide(lateness?: number): Side {
  return {
    name: 'embedded',
    open: (flavour) => openEmbedded(flavour, () => lateClock(lateness)),
    stop: async () => undefined,
  };
}

function lateClock(seed: number | undefined): VirtualClock {
  const clock = virtualClock();
  if (seed === undefined) return clock;
  const random = seededRandom(seed);
  const late = (): number => random.below(LATE_MS_MAX * 10) / 10;
  let shownMs = 0;
  return {
    ...clock,
    // On the real server a little passes between one message and the next, too.
    nowMs: () => {
      const latestMs = clock.nowMs() + LATE_MS_MAX;
      shownMs = Math.max(clock.nowMs(), Math.min(latestMs, shownMs + late() / 10));
      return shownMs;
    },
    setTimer: (delayMs, callback) => clock.setTimer(delayMs + late(), callback),
  };
}

async function openEmbedded(flavour: FlavourName, newClock: () => VirtualClock): Promise<Arena> {
  const start = (): ReturnType<typeof startServer> =>
    startServer({
      args: [...COMMON_ARGS, ...flavours[flavour].args],
      host: HOST,
      port: 0,
      monitoringPort: false,
      clock: newClock(),
    });
  let server = await start();
  let referee = await Referee.open(HOST, server.port);
  /** Time that passed before the last restart. */
  let earlierMs = 0;
  const nowMs = (): number => earlierMs + server.clock.nowMs();
  return {
    host: HOST,
    lane: nextLane(),
    silenceMs: 30,
    get port() {
      return server.port;
    },
    get referee() {
      return referee;
    },
    nowMs,
    until: async (atMs) => {
      if (atMs > nowMs()) await server.advance(atMs - nowMs());
    },
    restart: async () => {
      earlierMs = nowMs();
      referee.destroy();
      await server.stop();
      server = await start();
      referee = await Referee.open(HOST, server.port);
    },
    stop: async () => {
      referee.destroy();
      await server.stop();
    },
  };
}
