import type { Checker } from './checker';
import { deafFrom, type Facts, type Identity, type Member } from './facts/facts';
import { invalid, vacuous, valid, type Judged } from './finding';
import { makeChecker } from './make-checker';
import { count } from './words';

/** So many times in a row a member may be passed over though it has nothing to do. */
const PASSED_OVER_MAX = 30;

/**
 * The load of a queue group goes to the member that has least to do: one that holds nothing is not
 * passed over again and again for others that hold something. The real server (0.17.0) takes the
 * first of those with the fewest pending acks; among members that are idle it may always be the same.
 */
export function fairness(): Checker {
  return makeChecker('fairness', check);
}

function check(facts: Facts): Judged {
  let judged = 0;
  for (const group of facts.identities) {
    if (!group.isGroup || group.isUncertain || group.members.length < 2) continue;
    const result = new Watch(facts, group).judge();
    if (result.wrong) return result.wrong;
    judged += result.contested;
  }
  if (judged === 0)
    return vacuous('no queue group with several members and several events at a time');
  return valid(`${count(judged, 'event')} sent while a member was busy, nobody left out`);
}

/** What is known of one member while it is there. */
interface Post {
  readonly member: Member;
  /** When it had something to do for the last time, so that it may be passed over. */
  busyMs: number;
  readonly held: Set<number>;
  /** When it was there, so that it can be given something, and how many had been contested then. */
  idleSince: number;
}

class Watch {
  wrong: Judged | undefined;
  /** Events that were sent to a member that held something already. */
  contested = 0;
  private readonly facts: Facts;
  private readonly group: Identity;
  private readonly wayMs: number;
  private readonly posts = new Map<Member, Post>();
  /** When each contested event came, to count how many there were in a time. */
  private readonly contestedMs: number[] = [];

  constructor(facts: Facts, group: Identity) {
    this.facts = facts;
    this.group = group;
    this.wayMs = facts.company(group).wayMs;
  }

  judge(): this {
    const { facts, group } = this;
    for (const step of group.steps) {
      const member = facts.member(step.subscription);
      if (!member) continue;
      const post = this.postOf(member);
      if (step.f === 'ack') {
        post.held.delete(step.sequence);
        post.busyMs = step.timeMs;
        continue;
      }
      this.settle(post, step.timeMs);
      if (this.wrong) return this;
      if (!step.redelivered && post.held.size > 0) {
        this.contested++;
        this.contestedMs.push(step.timeMs);
      }
      post.held.add(step.sequence);
      post.busyMs = step.timeMs;
    }
    for (const member of group.members) {
      const endMs = deafFrom(member)?.timeMs ?? facts.endMs;
      this.settle(this.postOf(member), endMs);
      if (this.wrong) return this;
    }
    return this;
  }

  private postOf(member: Member): Post {
    let post = this.posts.get(member);
    if (!post) {
      const busyMs = member.ready?.timeMs ?? Number.POSITIVE_INFINITY;
      post = { member, busyMs, held: new Set(), idleSince: 0 };
      this.posts.set(member, post);
    }
    return post;
  }

  /** Looks at what went to others while it had nothing to do, until then. */
  private settle({ member, busyMs, held }: Post, untilMs: number): void {
    // What it holds, the server counts; and what it has let go of may come back to it.
    if (held.size > 0) return;
    const fromMs = busyMs + this.wayMs;
    const toMs = Math.min(untilMs, deafFrom(member)?.timeMs ?? untilMs) - this.wayMs;
    if (toMs <= fromMs || this.isStruck(fromMs, toMs)) return;
    const passedOver = countBetween(this.contestedMs, fromMs, toMs);
    if (passedOver <= PASSED_OVER_MAX) return;
    const others = this.group.steps.filter(
      (step) =>
        step.f === 'deliver' &&
        step.subscription !== member.name &&
        step.timeMs >= fromMs &&
        step.timeMs < toMs,
    );
    this.wrong = invalid(
      `nothing at ${member.name}, which held nothing, while ${passedOver} events went to others of ${this.group.label} that did`,
      member.ready,
      ...others.slice(0, 3),
    );
  }

  /** Whether something went wrong on purpose about then. */
  private isStruck(fromMs: number, toMs: number): boolean {
    const { pauses } = this.facts;
    const wideMs = toMs - fromMs + 2 * this.wayMs;
    return pauses.runningMs(fromMs - this.wayMs, toMs + this.wayMs) < wideMs;
  }
}

function countBetween(times: readonly number[], fromMs: number, toMs: number): number {
  return placeOf(times, toMs) - placeOf(times, fromMs);
}

function placeOf(times: readonly number[], timeMs: number): number {
  let low = 0;
  let high = times.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((times[middle] ?? 0) < timeMs) low = middle + 1;
    else high = middle;
  }
  return low;
}
