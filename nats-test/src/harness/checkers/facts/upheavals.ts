import type { History, Operation } from '../../history/operation';
import type { TargetFacts } from '../../history/target-facts';
import { endOf, isOfServer, type FaultWindow } from './fault-windows';
import type { Stretch } from './pauses';

/** From a fault of the server until it works again as if nothing had been. */
interface Upheaval extends Stretch {
  /** The server was asked to end, and has written down what it knew. */
  readonly isInOrder: boolean;
  readonly fromIndex: number;
  readonly toIndex: number;
}

/** A server that is back takes clients, and is busy with what it has found in its store. */
const ALONE_MS = 500;
/** A cluster needs a leader, and by default its nodes wait for seconds before they elect one. */
const CLUSTER_MS = 10_000;

/**
 * When the server, or the node of a cluster that leads, may have forgotten what it keeps in memory
 * only. The store is there again, but the real server (0.17.0, `-st FILE`, SIGKILL) was seen to
 * forget acks, and what it had sent after them, which came again as new: its file of subscriptions is
 * written when the next event of the channel is stored. With SIGTERM it forgets neither. Redeliveries
 * count from 1 again with both.
 */
export class Upheavals {
  /** When the server was away or stood still. */
  readonly outages: readonly Stretch[];
  private readonly all: Upheaval[] = [];
  /** Of the ends of all until there, the greatest index. */
  private readonly toIndexes: number[] = [];
  readonly isCluster: boolean;

  constructor(history: History, windows: readonly FaultWindow[], { nodes = 1 }: TargetFacts) {
    this.isCluster = nodes > 1;
    const outages: Stretch[] = [];
    const settleMs = this.isCluster ? CLUSTER_MS : ALONE_MS;
    let toIndexMax = -1;
    for (const window of windows) {
      if (!isOfServer(window)) continue;
      const { begins } = window;
      const fromMs = begins.timeMs;
      const toMs = (endOf(window, history)?.timeMs ?? fromMs) + settleMs;
      outages.push({ fromMs, toMs });
      // One that only stood still remembers all, unless others have gone on without it.
      if (begins.fault === 'freeze' && !this.isCluster) continue;
      const toIndex = lastBefore(history, toMs);
      const isInOrder = begins.fault === 'restart' && !this.isCluster;
      this.all.push({ fromMs, toMs, fromIndex: begins.index, toIndex, isInOrder });
      toIndexMax = Math.max(toIndexMax, toIndex);
      this.toIndexes.push(toIndexMax);
    }
    this.outages = outages;
  }

  /** How many have begun before that. */
  begunBefore(index: number): number {
    let low = 0;
    let high = this.all.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.all[middle]?.fromIndex ?? 0) < index) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /**
   * A number that changes where an upheaval begins and where it is over, so that two operations with
   * the same one have none between them.
   */
  unsettledAt(index: number): number {
    const begun = this.begunBefore(index);
    return 2 * begun - ((this.toIndexes[begun - 1] ?? -1) >= index ? 1 : 0);
  }

  /** Whether the server may not know any more at `later` what it knew at `earlier`. */
  isBetween(earlier: Operation, later: Operation): boolean {
    const begun = this.begunBefore(later.index);
    return begun > 0 && (this.toIndexes[begun - 1] ?? -1) >= earlier.index;
  }

  /**
   * Whether one of them may have taken away what the server knew at `known`, before `later`.
   * @param isSafeBefore whether what was known was surely on disk when the operation with that index
   *   ended the server, in order or not
   */
  mayForget(
    known: Operation,
    later: Operation,
    isSafeBefore: (index: number, isInOrder: boolean) => boolean,
  ): boolean {
    const begun = this.begunBefore(later.index);
    for (let place = begun - 1; place >= 0; place--) {
      if ((this.toIndexes[place] ?? -1) < known.index) return false;
      const upheaval = this.all[place];
      if (!upheaval || upheaval.toIndex < known.index) continue;
      const { fromIndex, isInOrder } = upheaval;
      if (this.isCluster || !isSafeBefore(fromIndex, isInOrder)) return true;
    }
    return false;
  }

  /** Whether there was any. */
  get isNone(): boolean {
    return this.all.length === 0;
  }
}

/** Index of the last operation that is not after the time. */
function lastBefore(history: History, timeMs: number): number {
  let low = 0;
  let high = history.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((history[middle]?.timeMs ?? 0) <= timeMs) low = middle + 1;
    else high = middle;
  }
  return history[low - 1]?.index ?? -1;
}
