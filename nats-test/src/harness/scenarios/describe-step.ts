import { formatDuration } from '../../base/duration';
import type { StartPosition, SubscriptionTerms } from '../history/operation';
import type { AccountEvent, Listener, Step } from './scenario';

type Subscribe = Extract<Step, { readonly do: 'subscribe' }>;
type Start = NonNullable<Subscribe['start']> | StartPosition;

/** A step in words, without a full stop: `client a publishes 3 events`. */
export function describeStep(step: Step): string {
  switch (step.do) {
    case 'connect':
      return step.withIdOf === undefined
        ? `${who(step.client)} connects`
        : `${who(step.client)} connects with the client ID of ${who(step.withIdOf)}`;
    case 'disconnect':
      return `${who(step.client)} says goodbye to the server`;
    case 'freeze':
      return `${who(step.client)} is cut off: nothing passes any more, and neither side is told`;
    case 'subscribe':
      return describeSubscribe(step);
    case 'close':
      return `subscription ${quoted(step.subscription)} is closed`;
    case 'unsubscribe':
      return `subscription ${quoted(step.subscription)} is unsubscribed`;
    case 'publish':
      return `${who(step.client)} publishes ${describeEvents(step.events)}`;
    case 'await deliveries':
      return describeAwait(step);
    case 'await bookings':
      return `wait until ${plural(step.count, 'event is', 'events are')} booked, ${atMost(step.withinMs)}`;
    case 'wait':
      return `wait ${formatDuration(step.ms)}`;
    case 'ack all':
      return `subscription ${quoted(step.subscription)} acknowledges all that it holds, and from now on whatever comes`;
    case 'await eviction':
      return `wait until the monitoring says that ${who(step.client)} is gone`;
  }
}

function describeAwait({
  to,
  count,
  withinMs,
}: Extract<Step, { readonly do: 'await deliveries' }>): string {
  const deliveries = plural(count, 'delivery', 'deliveries');
  const names = list(to.map(quoted));
  return to.length === 1
    ? `wait until subscription ${names} has had ${deliveries}, ${atMost(withinMs)}`
    : `wait until subscriptions ${names} have had ${deliveries} together, ${atMost(withinMs)}`;
}

function describeSubscribe(step: Subscribe): string {
  const { client, subscription, listener } = step;
  const named = client === subscription ? '' : ` as ${quoted(subscription)}`;
  return `${who(client)} subscribes${named}${describeTerms(step)} and ${describeListener(listener)}`;
}

/** ` (queue group workers, an ack wait of 1s)`; empty when nothing was asked for. */
export function describeTerms({
  queue,
  durable,
  start,
  maxInFlight,
  ackWaitMs,
}: Partial<Omit<SubscriptionTerms, 'start'>> & { readonly start?: Start }): string {
  const terms = [
    ...(queue === undefined ? [] : [`queue group ${queue}`]),
    ...(durable === undefined ? [] : [`durable name ${durable}`]),
    ...(start === undefined ? [] : [describeStart(start)]),
    ...(maxInFlight === undefined ? [] : [`at most ${maxInFlight} unacknowledged`]),
    ...(ackWaitMs === undefined ? [] : [`an ack wait of ${formatDuration(ackWaitMs)}`]),
  ];
  return terms.length === 0 ? '' : ` (${terms.join(', ')})`;
}

function describeStart(start: Start): string {
  switch (start.from) {
    case 'first':
      return 'from the first event there is';
    case 'last':
      return 'from the last event there is';
    case 'sequence':
      return `from sequence ${start.sequence}`;
    case 'event':
      return `from the sequence of event ${start.event}`;
    case 'ago':
      return `the events of the last ${formatDuration(start.agoMs)}`;
  }
}

function describeListener(listener: Listener): string {
  switch (listener.does) {
    case 'ack':
      return 'acknowledges each event';
    case 'hold':
      return 'acknowledges nothing';
    case 'ack when redelivered':
      return 'acknowledges an event only when it comes again';
    case 'book': {
      const { rule, fails = [] } = listener;
      const books =
        rule === 'naive'
          ? 'books each event as it comes'
          : 'books the event whose version is next, acknowledges older ones and leaves newer ones';
      const failures = fails.map(({ version, when }) =>
        when === 'before'
          ? `whoever gets version ${version} first fails before the booking`
          : `whoever gets version ${version} first fails between booking and ack`,
      );
      return [books, ...failures].join('; ');
    }
  }
}

function describeEvents(events: number | readonly AccountEvent[]): string {
  if (typeof events === 'number') return plural(events, 'event', 'events');
  const amounts = events.map(
    ({ version, amount }) => `${amount < 0 ? '' : '+'}${amount} as version ${version}`,
  );
  return `${plural(events.length, 'event', 'events')} of the account: ${amounts.join(', ')}`;
}

const ROLES = ['publisher', 'reader'];

function who(client: string): string {
  return ROLES.includes(client) ? `the ${client}` : `client ${quoted(client)}`;
}

/** Names may be words or have spaces; a letter is seen to be a name. */
function quoted(name: string): string {
  return name.length === 1 ? name : `"${name}"`;
}

function atMost(withinMs: number): string {
  return `${formatDuration(withinMs)} at most`;
}

function plural(count: number, one: string, many: string): string {
  return `${count} ${count === 1 ? one : many}`;
}

function list(names: readonly string[]): string {
  return names.length < 2
    ? names.join('')
    : `${names.slice(0, -1).join(', ')} and ${names.at(-1) ?? ''}`;
}
