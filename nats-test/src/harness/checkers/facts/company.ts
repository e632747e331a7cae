import type { Operation } from '../../history/operation';
import type { Arrivals } from './arrivals';
import { deafFrom, type Facts, type Identity, type Member } from './facts';
import { gapsOf, type Gap } from './gaps';

/** A member that left, when, and where the server surely counted it no more. */
interface Leaver {
  readonly leftMs: number;
  readonly goneIndex: number;
  readonly goneMs: number;
}

/**
 * The members of one identity together. A group may have thousands over its life, so that nobody
 * looks at all of them for each event.
 */
export class Company {
  /** Milliseconds beyond which nothing is under way to any member. */
  readonly wayMs: number;
  /** Milliseconds to allow for the links of the members, on top of what all servers are allowed. */
  readonly marginMs: number;
  readonly shortestAckWaitMs: number;
  /** Place of the first close, unsubscribe or goodbye that was answered; infinite if there was none. */
  readonly firstEndedIndex: number;
  /** Times in which nobody of a durable was there. */
  readonly gaps: readonly Gap[];
  /** What has become of their events, once somebody has looked. */
  arrivals: Arrivals | undefined;
  private readonly byLeft: readonly Leaver[];
  /** Of all that left up to that place of `byLeft`, the last moment at which one was gone. */
  private readonly goneMs: number[] = [];
  private readonly byGone: readonly Leaver[];
  /** Of all that were gone at that place of `byGone` or later, when the first one left. */
  private readonly leftMs: number[] = [];

  constructor({ links }: Facts, identity: Identity) {
    const { members } = identity;
    let wayMs = 0;
    let marginMs = 0;
    let firstEndedIndex = Number.POSITIVE_INFINITY;
    let shortestAckWaitMs = Number.POSITIVE_INFINITY;
    const leavers: Leaver[] = [];
    for (const member of members) {
      const { client } = member.session;
      wayMs = Math.max(wayMs, links.wayMs(client));
      marginMs = Math.max(marginMs, links.marginMs(client));
      shortestAckWaitMs = Math.min(shortestAckWaitMs, member.terms.ackWaitMs);
      firstEndedIndex = Math.min(firstEndedIndex, member.ended?.index ?? firstEndedIndex);
      const leaver = leaverOf(member);
      if (leaver) leavers.push(leaver);
    }
    this.wayMs = wayMs;
    this.marginMs = marginMs;
    this.firstEndedIndex = firstEndedIndex;
    this.shortestAckWaitMs = shortestAckWaitMs;
    this.byLeft = [...leavers].sort((a, b) => a.leftMs - b.leftMs);
    this.byGone = [...leavers].sort((a, b) => compare(a.goneIndex, b.goneIndex));
    this.gaps = identity.isDurable ? gapsOf(identity) : [];
    let goneMs = Number.NEGATIVE_INFINITY;
    for (const leaver of this.byLeft) {
      goneMs = Math.max(goneMs, leaver.goneMs);
      this.goneMs.push(goneMs);
    }
    let leftMs = Number.POSITIVE_INFINITY;
    for (let place = this.byGone.length - 1; place >= 0; place--) {
      leftMs = Math.min(leftMs, this.byGone[place]?.leftMs ?? leftMs);
      this.leftMs[place] = leftMs;
    }
  }

  /**
   * Whether a member may have been sent an event, published at `since`, that nobody saw: it left
   * before `untilMs`, and the server may have believed after `since` that it was there.
   */
  mayHaveSwallowed(since: Operation, untilMs: number): boolean {
    let low = 0;
    let high = this.byGone.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.byGone[middle]?.goneIndex ?? 0) < since.index) low = middle + 1;
      else high = middle;
    }
    return (this.leftMs[low] ?? Number.POSITIVE_INFINITY) <= untilMs;
  }

  /** When all that left until then were surely gone; infinite when one never was. */
  allGoneMs(untilMs: number): number {
    let low = 0;
    let high = this.byLeft.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.byLeft[middle]?.leftMs ?? 0) <= untilMs) low = middle + 1;
      else high = middle;
    }
    return this.goneMs[low - 1] ?? Number.NEGATIVE_INFINITY;
  }
}

function leaverOf(member: Member): Leaver | undefined {
  const left = deafFrom(member);
  if (!left) return undefined;
  const { gone } = member;
  return {
    leftMs: left.timeMs,
    goneIndex: gone?.index ?? Number.POSITIVE_INFINITY,
    goneMs: gone?.timeMs ?? Number.POSITIVE_INFINITY,
  };
}

/** Two that are infinite are equal. */
function compare(a: number, b: number): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
