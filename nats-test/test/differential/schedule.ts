import { HEARTBEAT_MS, type FlavourName, type Sequence, type Step } from './step';

/** A step and when it is done, in milliseconds since the sequence began. */
export interface Timed {
  /** Its place in the sequence. */
  readonly index: number;
  readonly step: Step;
  readonly atMs: number;
  /** When its moment is over: what comes by then was caused by it. */
  readonly endMs: number;
  /** Beginnings of the moments so far, the latest first. */
  readonly moments: readonly number[];
}

const CELL_MS = 100;
/** Steps of one moment follow each other this fast, in virtual time. */
const STEP_MS = 4;
const STEPS_PER_MOMENT = 8;
/** A client that takes the place of one that does not answer is answered after this. */
const TAKE_OVER_MS = 500;
/** A server is up again by then. */
const RESTART_MS = 400;
/** Every ack wait is a multiple of this: a timer fires in the same tenth of a second as what set it. */
const CELLS_PER_TURN = 10;
/** Long enough for everything pending to come once more. */
const LAST_WAIT_TENTHS = 11;

type Status = 'none' | 'live' | 'silent';

/**
 * Gives each step its time, so that no timer of the server fires near a step: then nothing depends
 * on whether a step or a timer was first, and a server in real time does what one in virtual time does.
 *
 * Time is a circle of ten tenths of a second, since all waits of the server are a whole number of
 * seconds, or one of a few other lengths that are counted here. Whatever is done in one tenth may have
 * consequences in the same tenth of a later second. So a moment (some steps in a row) never falls in a
 * tenth in which something may happen by itself. When there is no tenth left the sequence ends.
 */
export function schedule({ flavour, steps }: Sequence): Timed[] {
  const timed: Timed[] = [];
  const hot = new Set<number>();
  const statuses = new Map<number, Status>();
  const moments = [0];
  let startMs = 0;
  let stepsInMoment = 0;

  const heat = (...offsets: number[]): void => {
    for (const offset of offsets) hot.add((startMs / CELL_MS + offset) % CELLS_PER_TURN);
  };
  /** Goes to the next moment, at least so many tenths away; false when there is none. */
  const moveOn = (tenths: number): boolean => {
    for (let more = 0; more < CELLS_PER_TURN; more++) {
      const cell = startMs / CELL_MS + tenths + more;
      if (hot.has(cell % CELLS_PER_TURN)) continue;
      startMs = cell * CELL_MS;
      moments.unshift(startMs);
      stepsInMoment = 0;
      return true;
    }
    return false;
  };
  const add = (index: number, step: Step, atMs: number, endMs: number): void => {
    timed.push({ index, step, atMs, endMs, moments: [...moments] });
  };

  const all: Step[] = [...steps, { do: 'wait', tenths: LAST_WAIT_TENTHS }];
  for (const [index, step] of all.entries()) {
    if (step.do === 'wait') {
      const fromMs = startMs;
      heat(0);
      if (!moveOn(step.tenths)) {
        // No tenth is free for more steps, but looking needs none: half a tenth later all is quiet.
        if (index === all.length - 1) add(index, step, fromMs, fromMs + step.tenths * CELL_MS + 50);
        continue;
      }
      add(index, step, fromMs, startMs);
      continue;
    }
    if (stepsInMoment === STEPS_PER_MOMENT && !moveOn(1)) continue;
    const isTakeOver = step.do === 'connect' && statuses.get(step.client) === 'silent';
    const atMs = startMs + STEP_MS * stepsInMoment++;
    heat(0, ...consequences(flavour, step), ...(isTakeOver ? [5, 6] : []));
    noteStatus(statuses, step);
    if (step.do === 'restart') {
      // No timer outlives the server.
      hot.clear();
      add(index, step, atMs, startMs + RESTART_MS);
      moveOn(RESTART_MS / CELL_MS + 1);
    } else if (isTakeOver) {
      add(index, step, atMs, startMs + TAKE_OVER_MS + 50);
      if (!moveOn(7)) break;
    } else {
      add(index, step, atMs, atMs);
    }
  }
  return timed;
}

/** In how many tenths something may happen because of the step, beside the tenth of the step itself. */
function consequences(flavour: FlavourName, step: Step): number[] {
  const half = HEARTBEAT_MS / CELL_MS;
  switch (step.do) {
    // What a member had pending goes to others after 100 ms.
    case 'close':
    case 'unsubscribe':
    case 'sign off':
      return [1];
    // Heartbeats come and fail each half second; who fails too often leaves groups.
    case 'connect':
    case 'ping':
      return flavour === 'heartbeats' ? [half, 1, half + 1] : [];
    case 'publish':
      return flavour === 'age' ? [half] : [];
    case 'kill':
    case 'freeze':
    case 'thaw':
    case 'reconnect':
    case 'subscribe':
    case 'ack':
    case 'ack sequence':
    case 'wait':
    case 'restart':
      return [];
  }
}

function noteStatus(statuses: Map<number, Status>, step: Step): void {
  if (step.do === 'restart') statuses.clear();
  if (step.do === 'connect') statuses.set(step.client, 'live');
  if (step.do !== 'kill' && step.do !== 'freeze' && step.do !== 'sign off') return;
  if (statuses.get(step.client) !== 'live') return;
  // Who was cut off can't sign off; who is only frozen can, and the next one needs no more time.
  statuses.set(step.client, step.do === 'sign off' ? 'none' : 'silent');
}
