import type { Operation } from '../../history/operation';
import { leaving, type Identity, type Member } from './facts';

/** Members of an identity that are not surely gone, and what is left to know of the others. */
export class Attendance {
  private open: Member[] = [];
  private lastLeaving: Operation | undefined;
  private lastGone: Member | undefined;
  /** As `lastGone`, of all others. */
  private goneBefore = -1;
  private mayBeDeleted = false;
  private readonly isHeir: boolean;
  private readonly noted = new Set<Member>();

  /** @param before whose members may be there still, when nobody knows whether that one has ended */
  constructor(before: Attendance | undefined) {
    this.isHeir = before !== undefined;
    if (!before) return;
    this.open.push(...before.open);
    this.mayBeDeleted = before.mayBeDeleted;
  }

  add(member: Member): void {
    this.open.push(member);
  }

  /** The server has refused it: it was never there. */
  remove(member: Member): void {
    this.open = this.open.filter((other) => other !== member);
  }

  /**
   * Whether the identity would be joined by one who subscribes now. Notes where it ended for good.
   * A durable one outlives all but the unsubscribe of its last member; others end with their last.
   */
  settleEnd(identity: Identity): 'there' | 'over' | 'uncertain' {
    const { isDurable, members } = identity;
    let isAnyPresent = false;
    const open: Member[] = [];
    const gone: Member[] = [];
    for (const member of this.open) {
      const left = leaving(member);
      if (!left) isAnyPresent = true;
      if (member.gone && left) gone.push(member);
      else open.push(member);
      if (left) this.note(member, left, members);
    }
    for (const member of gone) this.noteGone(member);
    this.open = open;
    if (isAnyPresent) return 'there';
    if (open.length === 0 && members.length === 0) {
      // All that were here were refused, and of the one before nobody knows.
      return this.isHeir && isDurable ? 'uncertain' : 'over';
    }
    if (isDurable && !this.mayBeDeleted) return 'there';
    identity.endAsked = this.lastLeaving;
    if (open.length > 0) return 'uncertain';
    return isDurable && !this.isDeleted() ? 'uncertain' : 'over';
  }

  private note(member: Member, left: Operation, members: readonly Member[]): void {
    if (this.noted.has(member)) return;
    this.noted.add(member);
    if (!this.lastLeaving || left.index > this.lastLeaving.index) this.lastLeaving = left;
    if (member.endedBy === 'unsubscribe' && !isOutlasted(member, members)) this.mayBeDeleted = true;
  }

  private noteGone(member: Member): void {
    const index = member.gone?.index ?? -1;
    const last = this.lastGone?.gone?.index ?? -1;
    if (index > last) {
      this.goneBefore = last;
      this.lastGone = member;
    } else this.goneBefore = Math.max(this.goneBefore, index);
  }

  /** Whether the last one has deleted it: all others were surely gone when it asked for that. */
  private isDeleted(): boolean {
    const { lastGone } = this;
    if (lastGone?.endedBy !== 'unsubscribe' || !lastGone.ended || !lastGone.endAsked) return false;
    return this.goneBefore < lastGone.endAsked.index;
  }
}

/** Whether another member was surely there all the time while the member unsubscribed. */
function isOutlasted({ endAsked, ended, gone }: Member, members: readonly Member[]): boolean {
  const over = ended ?? gone;
  if (!endAsked || !over) return false;
  return members.some((other) => {
    const left = leaving(other);
    const wasThere = other.ready !== undefined && other.ready.index < endAsked.index;
    return wasThere && (!left || left.index > over.index);
  });
}
