import { abortedRead } from './aborted-read';
import type { Checker } from './checker';
import { clientIdExclusive } from './client-id-exclusive';
import { clientIdTakenOver } from './client-id-taken-over';
import { closedAtOnce } from './closed-at-once';
import { duplicateEntry } from './duplicate-entry';
import { durableDeleted } from './durable-deleted';
import { durableResume } from './durable-resume';
import { evicted } from './evicted';
import { fairness } from './fairness';
import { groupsIndependent } from './groups-independent';
import { inconsistent } from './inconsistent';
import { limits } from './limits';
import { lost } from './lost';
import { maxInFlight } from './max-in-flight';
import { order } from './order';
import { phantom } from './phantom';
import { publisherOrder } from './publisher-order';
import { queueExclusivity } from './queue-exclusivity';
import { redeliveredAfterAck } from './redelivered-after-ack';
import { redeliveryCount } from './redelivery-count';
import { redeliveryFlag } from './redelivery-flag';
import { startPosition } from './start-position';
import { tooEarly } from './too-early';
import { tooLate } from './too-late';
import { unseen } from './unseen';
import { versionOrder } from './version-order';

/** A checker, and what it proves. */
export interface ListedChecker {
  readonly checker: Checker;
  /** One sentence. */
  readonly proves: string;
}

const among = 'among all';

const listed: readonly ListedChecker[] = [
  {
    checker: lost(),
    proves: 'Each acknowledged event reaches whoever is entitled to it.',
  },
  {
    checker: unseen(),
    proves: 'Of each event it is known whether it came; it is unknown at worst.',
  },
  { checker: phantom(), proves: 'Nothing comes that nobody has published.' },
  { checker: abortedRead(), proves: 'Nothing comes that the server has refused to take.' },
  { checker: duplicateEntry(), proves: 'No event is in its channel twice.' },
  { checker: inconsistent(), proves: 'No sequence has two events.' },
  { checker: order(), proves: 'What is new comes in the order of the sequences.' },
  {
    checker: publisherOrder(),
    proves: 'What one publisher sends over one connection is stored in that order.',
  },
  {
    checker: redeliveredAfterAck(),
    proves: 'Nothing comes again when the server has its ack.',
  },
  { checker: tooEarly(), proves: 'Nothing comes again before its ack wait is over.' },
  { checker: tooLate(), proves: 'What is not acknowledged comes again when its ack wait is over.' },
  { checker: redeliveryFlag(), proves: 'The flag is on all deliveries of an event but the first.' },
  { checker: redeliveryCount(), proves: 'Redeliveries of an event are counted from 1.' },
  {
    checker: queueExclusivity(among),
    proves: 'An event of a queue group is with one member at a time.',
  },
  { checker: fairness(), proves: 'No member of a queue group is passed over again and again.' },
  {
    checker: maxInFlight(),
    proves: 'Nobody is given new events beyond the max in flight.',
  },
  {
    checker: durableResume(undefined, among),
    proves: 'A durable goes on where it stopped, with all that it missed.',
  },
  {
    checker: durableDeleted(among),
    proves: 'A durable that was unsubscribed begins as if it had never been.',
  },
  { checker: clientIdExclusive(), proves: 'A client ID belongs to one client at a time.' },
  {
    checker: clientIdTakenOver(),
    proves: 'The ID of a client that is silent goes to who asks for it.',
  },
  {
    checker: evicted(),
    proves: 'A silent client goes when its heartbeats have failed, and no other one.',
  },
  { checker: startPosition(among), proves: 'A subscription begins where it asked to.' },
  { checker: closedAtOnce(among), proves: 'What was closed gets nothing more.' },
  {
    checker: groupsIndependent(undefined, among),
    proves: 'Each queue group of a channel gets all events.',
  },
  {
    checker: versionOrder(undefined, among),
    proves: 'Whoever goes by the version books each event once and in order.',
  },
  { checker: limits(), proves: 'A channel keeps as much as its limits say, and no more.' },
];

/**
 * All checkers by their names, each judging what is its own alone: one fault turns one of them red.
 */
export const allCheckers: ReadonlyMap<string, ListedChecker> = new Map(
  listed.map((entry) => [entry.checker.name, entry]),
);
