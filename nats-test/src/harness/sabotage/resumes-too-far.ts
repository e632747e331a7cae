import { KnownDurables } from './parts/known-durables';
import { withRules } from '../../server/tap/tap-streaming';
import type { Sabotage } from './sabotage';

export const resumesTooFar: Sabotage = {
  name: 'resumes-too-far',
  wrong: 'It resumes a durable outside of a group behind all that was published while it was away.',
  scenario: 'resume',
  red: ['durable resume'],
  decorate: () =>
    withRules(({ roster }) => {
      const durables = new KnownDurables(roster);
      /** Sequence of the latest event of each channel. */
      const latest = new Map<string, number>();
      /** By ack inbox: the event behind which a durable goes on. */
      const behind = new Map<string, number>();
      return {
        publish: (event) => {
          latest.set(event.channel, (latest.get(event.channel) ?? 0) + 1);
          event.store();
        },
        subscribed: (listener) => {
          if (listener.queue !== '' || durables.resumedBy(listener) === undefined) return;
          behind.set(listener.ackInbox, latest.get(listener.channel) ?? 0);
        },
        leave: (listener, forGood, ask) => {
          durables.leaves(listener, forGood);
          ask.pass();
        },
        deliver: (delivery) => {
          const { listener, msg } = delivery;
          // What was pending comes again, as it must.
          const isSkipped =
            !msg.redelivered && msg.sequence <= (behind.get(listener.ackInbox) ?? 0);
          if (isSkipped) delivery.settle();
          else delivery.send();
        },
      };
    }),
};
