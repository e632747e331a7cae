import { between, moments, pick } from '../../generators/pace';
import type { PlannedStep } from '../../generators/plan';
import { publishing } from '../../generators/publishing';
import type { Workload } from '../scenario';
import { members, publisher } from './actors';
import { allJoin, JOINED_MS } from './joining';

const COMERS = ['m2', 'm3', 'm4'] as const;
const POOL = { queue: 'workers', durable: 'pool', start: { from: 'first' } } as const;

export const groupChurn: Workload = {
  name: 'group-churn',
  lesson: 'Members of a queue group may come and go, and no event is lost or done twice',
  explanation:
    'A service is scaled up and down, and rolled out anew: members of a durable queue group join and ' +
    'leave while events come. Each event goes to one member at a time; what a member leaves ' +
    'unacknowledged goes to another one, flagged. Leave by close, which keeps the place of the ' +
    'group, never by unsubscribe. Another group on the same channel gets all events, too.',
  expected: 'each event at one member at a time, and what a member left at another one',
  channel: 'nats-test.group-churn',
  actors: [
    publisher('p1'),
    ...members(['m1', ...COMERS], POOL, { does: 'ack', afterMs: [0, 200] }),
    ...members(['other1', 'other2'], { ...POOL, queue: 'others' }),
  ],
  generator: (random, mainMs) => ({
    steps: [
      ...allJoin(random, groupChurn.actors),
      ...publishing(random, 'p1', { fromMs: JOINED_MS, untilMs: mainMs, everyMs: 25 }),
      ...COMERS.flatMap((actor) =>
        moments(random, JOINED_MS, mainMs, 1200).flatMap((atMs): PlannedStep[] => [
          { atMs, actor, do: 'leave', how: pick(random, ['close', 'disconnect']) },
          { atMs: atMs + between(random, 50, 500), actor, do: 'join' },
        ]),
      ),
    ],
  }),
  finalGenerator: [],
  proves: ['lost', 'order', 'queue exclusivity', 'groups independent'],
};
