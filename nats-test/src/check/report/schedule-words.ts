import type { Schedule, Step, StepKind } from '../schedule';
import { howMany, ordinal } from './words';

/** More is told by the timeline. */
const PARTS_MAX = 6;

/** `1 step`. */
export function stepCount({ steps }: Schedule): string {
  return steps.length === 0 ? 'no steps' : howMany(steps.length, 'step');
}

/** A schedule in words: `2 members; the ack of the first delivery is lost`. */
export function describeSchedule({ members, late, steps }: Schedule): string {
  const parts = [
    ...(members > 1 ? [`${members} members`] : []),
    ...(late > 0 ? [`${howMany(late, 'event')} published before the listener starts`] : []),
    ...describeSteps(steps, hasOthers({ members, late, steps })),
  ];
  return parts.length === 0 ? 'nothing goes wrong' : parts.join('; ');
}

function describeSteps(steps: readonly Step[], isShared: boolean): string[] {
  const parts: string[] = [];
  /** Deliveries that have come so far. */
  let deliveries = 0;
  let calm = 0;
  for (const [i, step] of steps.entries()) {
    if (isDelivery(step.kind)) deliveries++;
    if (isCalm(step, isShared)) {
      calm++;
      const next = steps[i + 1];
      if (next && isCalm(next, isShared)) continue;
      parts.push(calmWords(deliveries - calm + 1, calm));
      calm = 0;
    } else parts.push(WORDS[step.kind](deliveryWords(deliveries, isShared ? step.pick : 0)));
  }
  const rest = parts.length - PARTS_MAX;
  return rest <= 1 ? parts : [...parts.slice(0, PARTS_MAX), `and ${rest} more`];
}

/** Out of its turn a delivery comes where another member's was due. */
function isCalm({ kind, pick }: Step, isShared: boolean): boolean {
  return kind === 'handle' && (pick === 0 || !isShared);
}

/** Whether a delivery may go to one member or another. */
function hasOthers({ members, steps }: Schedule): boolean {
  return members > 1 || steps.some(({ kind }) => kind === 'join');
}

function isDelivery(kind: StepKind): boolean {
  return !OTHER_STEPS.has(kind);
}

const OTHER_STEPS: ReadonlySet<StepKind> = new Set<StepKind>([
  'wait',
  'restart listener',
  'restart server',
  'join',
  'leave',
  'poison',
]);

/** @param from which delivery is the first of them */
function calmWords(from: number, amount: number): string {
  if (amount === 1) return `the ${ordinal(from)} delivery goes well`;
  const which = from === 1 ? `the first ${amount}` : `the next ${amount}`;
  return `${which} deliveries go well`;
}

function deliveryWords(number: number, pick: number): string {
  return `the ${ordinal(number)} delivery${pick > 0 ? ' (out of turn)' : ''}`;
}

const WORDS: Readonly<Record<StepKind, (delivery: string) => string>> = {
  handle: (it) => `${it} goes well`,
  'lose ack': (it) => `the ack of ${it} is lost`,
  'lose delivery': (it) => `${it} is lost`,
  overlap: (it) => `${it} is still being handled when the next one comes`,
  'come twice': (it) => `${it} comes again while it is still being handled`,
  wait: () => 'the ack wait passes',
  'crash before delivery': (it) => `the listener crashes before ${it}`,
  'crash while handling': (it) => `the listener crashes while it handles ${it}`,
  'crash before ack': (it) => `the listener crashes before the server has the ack of ${it}`,
  'crash after ack': (it) => `the listener crashes when the server has the ack of ${it}`,
  'restart listener': () => 'the listener is stopped and started again',
  'restart server': () => 'the server restarts',
  join: () => 'one more member joins',
  leave: () => 'one member leaves',
  poison: () => 'a poison event is published',
};

/** What the listener does not survive, behind `when`; undefined when nothing goes wrong. */
export function troubleOf(schedule: Schedule): string | undefined {
  const { members, late, steps } = schedule;
  const troubling = steps.filter((it) => !isCalm(it, hasOthers(schedule)));
  const kinds = [...new Set(troubling.map(({ kind }) => kind))];
  const troubles = kinds.map((kind) => TROUBLES[kind]);
  if (troubles.length > 2) return 'several things happen in a row';
  if (troubles.length > 0) return troubles.join(' and ');
  if (late > 0) return 'events are published before it starts';
  return members > 1 ? 'several members share the work' : undefined;
}

const TROUBLES: Readonly<Record<StepKind, string>> = {
  handle: 'events come in another order',
  'lose ack': 'an ack is lost',
  'lose delivery': 'a delivery is lost',
  overlap: 'an event comes while another one is still being handled',
  'come twice': 'an event comes again while it is still being handled',
  wait: 'the ack wait passes',
  'crash before delivery': 'it crashes before a delivery',
  'crash while handling': 'it crashes in the middle of its work',
  'crash before ack': 'it crashes before an ack',
  'crash after ack': 'it crashes right after an ack',
  'restart listener': 'it is stopped and started again',
  'restart server': 'the server restarts',
  join: 'a member joins',
  leave: 'a member leaves',
  poison: 'an event comes that nobody can handle',
};
