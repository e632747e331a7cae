import type { Subscribed } from './history';
import type { CheckOptions } from './options';
import type { Calm } from './play/calm-run';
import type { Warning } from './verdict';

/** What is legal and mostly not meant, as the calm run has shown it. */
export function warningsOf(
  { profile, history, unheard, leftovers }: Calm,
  options: CheckOptions,
): Warning[] {
  const warnings: Warning[] = [];
  for (const subscription of profile.subscriptions) {
    if (subscription.durable === '') warnings.push(withoutDurable(subscription));
  }
  for (const entry of history) {
    if (entry.f !== 'unsubscribed') continue;
    warnings.push({
      kind: 'unsubscribes',
      message:
        `the listener unsubscribes from ${entry.channel} when it stops, which deletes its durable ` +
        `"${entry.durable}" and its place in the channel: close() keeps both`,
    });
  }
  if (unheard.length > 0 && profile.subscriptions.length > 0) {
    const channels = profile.subscriptions.map(({ channel }) => channel).join(', ');
    warnings.push({
      kind: 'nothing subscribed',
      message: `${unheard.length} of the events came to nobody, for the listener subscribes to ${channels}`,
    });
  }
  for (const { what, place } of leftovers) {
    const where = place === undefined ? '' : ` that was made at ${place}`;
    warnings.push({
      kind: 'left running',
      message: `when the listener has stopped, a ${what}${where} still runs and keeps the process alive: end it in stop`,
    });
  }
  if (!options.invariant) {
    warnings.push({
      kind: 'no invariant',
      message:
        'without an invariant nobody looks at what the listener has made of the events, only whether ' +
        'it acknowledges them and lives',
    });
  }
  if (!profile.canCopy && options.createState) {
    warnings.push({
      kind: 'not copied',
      message:
        'crashes amidst the work and right after the ack were not tried, for the state can be copied ' +
        'by nobody but you: give copyState',
    });
  }
  return warnings;
}

function withoutDurable({ channel, start, queue }: Subscribed): Warning {
  const what =
    start === 'new only'
      ? 'what is published while nobody listens is lost to it'
      : 'at each start it gets everything again';
  const who = queue === '' ? 'the subscription to' : `the queue group ${queue} on`;
  return {
    kind: 'no durable',
    message: `${who} ${channel} has no durable name, so that ${what}: setDurableName keeps its place`,
  };
}
