import { between, moments, pick } from '../../generators/pace';
import type { PlannedFault } from '../../generators/plan';
import { publishing } from '../../generators/publishing';
import type { Workload } from '../scenario';
import { members, publisher } from './actors';
import { allJoin, JOINED_MS } from './joining';

const ENTITIES = ['ann', 'bob', 'cem', 'dot'] as const;
const MEMBERS = ['m1', 'm2', 'm3'] as const;

export const accounts: Workload = {
  name: 'accounts',
  lesson: 'With a version in each event the accounts are right, though services die half-way',
  explanation:
    'Four accounts, three copies of a service that share a database, and a crash now and then between ' +
    'the booking and the ack. Events come twice and out of order; a service that books the next ' +
    'version only, acknowledges older ones and leaves newer ones for later has every balance right.',
  expected: 'each event booked once and in the order of its account, in spite of crashes',
  channel: 'nats-test.accounts',
  actors: [
    publisher('p1'),
    ...members(
      MEMBERS,
      { queue: 'accounts', durable: 'accounts', start: { from: 'first' }, maxInFlight: 20 },
      { does: 'book' },
    ),
  ],
  generator: (random, mainMs) => {
    const versions = new Map<string, number>();
    return {
      steps: [
        ...allJoin(random, accounts.actors),
        ...publishing(random, 'p1', { fromMs: JOINED_MS, untilMs: mainMs, everyMs: 60 }, () => {
          const entity = pick(random, ENTITIES);
          const version = (versions.get(entity) ?? 0) + 1;
          versions.set(entity, version);
          return { persists: true, entity, version, amount: between(random, 1, 100) };
        }),
      ],
      faults: moments(random, 800, mainMs - 500, 1500).map((atMs): PlannedFault => ({
        atMs,
        fault: 'crash',
        forMs: between(random, 100, 600),
        on: pick(random, MEMBERS),
      })),
    };
  },
  finalGenerator: [],
  proves: ['lost', 'version order', 'queue exclusivity'],
};
