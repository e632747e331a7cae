import type { Operation, OperationOf } from '../../history/operation';
import { Attendance } from './attendance';
import { isRefusal } from './refusal';
import { isSentBefore } from './send-order';
import type { Upheavals } from './upheavals';
import {
  leaving,
  type Ack,
  type Delivery,
  type Identity,
  type Member,
  type Passage,
  type Session,
} from './facts';

/** Follows subscriptions through a history, and whom they belong to. */
export class IdentityReader {
  readonly members = new Map<string, Member>();
  private readonly upheavals: Upheavals;
  private readonly all: Identity[] = [];
  private readonly current = new Map<string, Identity>();
  private readonly ofMember = new Map<Member, Identity>();
  private readonly bySession = new Map<Session, Member[]>();
  private readonly byRequest = new Map<number, Member>();
  private readonly attendance = new Map<Identity, Attendance>();

  constructor(upheavals: Upheavals) {
    this.upheavals = upheavals;
  }

  /** All that the server has not refused. */
  finish(): Identity[] {
    for (const identity of this.current.values()) this.settleEnd(identity);
    return this.all.filter(({ members }) => members.length > 0);
  }

  subscribe(operation: OperationOf<'subscribe'>, session: Session): void {
    if (operation.type === 'invoke') {
      this.byRequest.set(operation.id, this.join(operation, session));
      return;
    }
    const member = this.byRequest.get(operation.id);
    if (!member) return;
    if (operation.type === 'ok') {
      member.ready = operation;
      const joined = this.ofMember.get(member);
      if (joined && mayHaveEnded(joined, member)) joined.isUncertain = true;
    } else if (isRefusal(operation)) {
      const identity = this.ofMember.get(member);
      if (!identity) return;
      // It is one of the last.
      identity.members.splice(identity.members.lastIndexOf(member), 1);
      this.attendance.get(identity)?.remove(member);
    } else {
      member.silent ??= operation;
    }
  }

  /** A close or an unsubscribe. */
  end(operation: OperationOf<'close' | 'unsubscribe'>): void {
    const member = this.members.get(operation.subscription);
    if (member) endMember(member, operation, operation.f);
  }

  disconnect(operation: OperationOf<'disconnect'>, session: Session): void {
    for (const member of this.bySession.get(session) ?? []) {
      // What had ended before has nothing to do with it.
      if (!member.gone && (!member.endedBy || member.endedBy === 'disconnect')) {
        endMember(member, operation, 'disconnect');
      }
    }
  }

  silence(operation: Operation, session: Session): void {
    for (const member of this.bySession.get(session) ?? []) {
      if (!member.gone) member.silent ??= operation;
    }
  }

  /** The server has let go of the client. */
  gone(operation: Operation, session: Session): void {
    for (const member of this.bySession.get(session) ?? []) member.gone ??= operation;
  }

  deliver(operation: Delivery): void {
    const member = this.members.get(operation.subscription);
    const identity = member && this.ofMember.get(member);
    if (!identity) return;
    const { sequence, value } = operation;
    let passage = identity.passages.get(sequence);
    if (!passage) {
      passage = { sequence, value, steps: [] };
      identity.passages.set(sequence, passage);
    }
    const isOvertaken = this.moveOn(passage, operation);
    passage.steps.push(operation);
    identity.steps.push(operation);
    if (isOvertaken) return;
    member.held.set(sequence, operation);
    if (member.held.size >= member.terms.maxInFlight) member.wasFull = true;
  }

  ack(operation: Ack): void {
    const member = this.members.get(operation.subscription);
    const identity = member && this.ofMember.get(member);
    if (!identity) return;
    identity.steps.push(operation);
    identity.passages.get(operation.sequence)?.steps.push(operation);
    if (!leaving(member)) member.held.delete(operation.sequence);
  }

  private join(operation: OperationOf<'subscribe'>, session: Session): Member {
    const { subscription, channel, terms } = operation;
    const member: Member = {
      name: subscription,
      session,
      channel,
      terms,
      asked: operation,
      ready: undefined,
      endedBy: undefined,
      endAsked: undefined,
      ended: undefined,
      silent: undefined,
      gone: undefined,
      held: new Map(),
      wasFull: false,
    };
    const identity = this.identityFor(member);
    identity.members.push(member);
    this.attendance.get(identity)?.add(member);
    this.members.set(subscription, member);
    this.ofMember.set(member, identity);
    const others = this.bySession.get(session);
    if (others) others.push(member);
    else this.bySession.set(session, [member]);
    return member;
  }

  /**
   * Takes an event off whom it was with before the delivery.
   * @returns true when it has gone on by then: what was sent later, to another member, was seen before
   */
  private moveOn({ sequence, steps }: Passage, delivery: Delivery): boolean {
    for (const step of steps) {
      const other = this.members.get(step.subscription);
      // What a member held when it left shows whether it was full then.
      if (step.subscription === delivery.subscription || !other || leaving(other)) continue;
      const isCounted = !this.upheavals.isBetween(step, delivery);
      if (step.f === 'deliver' && isCounted && isSentBefore(delivery, step)) return true;
      other.held.delete(sequence);
    }
    return false;
  }

  private settleEnd(identity: Identity): 'there' | 'over' | 'uncertain' {
    return this.attendance.get(identity)?.settleEnd(identity) ?? 'over';
  }

  private identityFor(member: Member): Identity {
    const key = keyOf(member);
    const there = this.current.get(key);
    const state = there ? this.settleEnd(there) : 'over';
    if (there && state === 'there') return there;
    const { queue, durable } = member.terms;
    const identity: Identity = {
      label: labelOf(member),
      channel: member.channel,
      isGroup: queue !== undefined,
      isDurable: durable !== undefined,
      isUncertain: state === 'uncertain',
      before: there,
      members: [],
      steps: [],
      passages: new Map(),
      endAsked: undefined,
    };
    this.all.push(identity);
    const before = there && state === 'uncertain' ? this.attendance.get(there) : undefined;
    this.attendance.set(identity, new Attendance(before));
    this.current.set(key, identity);
    return identity;
  }
}

/** Whether the last of the others may have ended the group while the member was about to join it. */
function mayHaveEnded({ isGroup, isDurable, members }: Identity, member: Member): boolean {
  if (!isGroup || members[0] === member) return false;
  const isBefore = (other: Member): boolean => other.asked.index < member.asked.index;
  if (members.some((other) => isBefore(other) && !leaving(other))) return false;
  if (!isDurable) return true;
  return members.some(
    ({ endedBy, ended }) =>
      endedBy === 'unsubscribe' && (!ended || ended.index > member.asked.index),
  );
}

function keyOf({ name, session, channel, terms: { queue, durable } }: Member): string {
  if (queue !== undefined) return JSON.stringify(['group', channel, queue, durable]);
  if (durable !== undefined) {
    return JSON.stringify(['durable', channel, session.clientId, durable]);
  }
  return JSON.stringify(['plain', name]);
}

function labelOf({ name, terms: { queue, durable } }: Member): string {
  if (queue !== undefined) return `group ${queue}`;
  return durable === undefined ? name : `durable ${durable}`;
}

function endMember(
  member: Member,
  operation: OperationOf<'close' | 'unsubscribe' | 'disconnect'>,
  endedBy: Member['endedBy'],
): void {
  if (operation.type === 'invoke') {
    member.endAsked ??= operation;
    member.endedBy ??= endedBy;
  } else if (operation.type === 'ok') {
    member.ended ??= operation;
    member.gone ??= operation;
  } else if (isRefusal(operation)) {
    member.endAsked = undefined;
    member.endedBy = undefined;
  } else {
    member.silent ??= member.endAsked;
  }
}
