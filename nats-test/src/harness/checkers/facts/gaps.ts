import type { Operation } from '../../history/operation';
import { leaving, type Identity, type Member } from './facts';

/** A time without a member, and the member that ended it. */
export interface Gap {
  readonly left: Operation;
  readonly back: Member;
}

/** All gaps of an identity, in order. */
export function gapsOf({ members }: Identity): Gap[] {
  const gaps: Gap[] = [];
  let left: Operation | undefined;
  let isThere = false;
  for (const [i, member] of members.entries()) {
    if (i > 0 && !isThere && left && left.index < member.asked.index) {
      gaps.push({ left, back: member });
    }
    const itsLeaving = leaving(member);
    if (!itsLeaving) isThere = true;
    else if (!left || itsLeaving.index > left.index) left = itsLeaving;
  }
  return gaps;
}

/** The last gap that was over before the operation. */
export function lastGapBefore(gaps: readonly Gap[], { index }: Operation): Gap | undefined {
  let low = 0;
  let high = gaps.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((gaps[middle]?.back.asked.index ?? 0) < index) low = middle + 1;
    else high = middle;
  }
  return gaps[low - 1];
}
