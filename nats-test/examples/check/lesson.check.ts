import { join } from 'node:path';
import type { CheckOptions } from 'nats-test';

/**
 * A listener that is a process of its own, in any language: it finds NATS_URL, NATS_CLUSTER_ID and
 * NATS_CLIENT_ID in its environment. This one only prints what comes, so there is no state to judge.
 */
const check: CheckOptions = {
  channel: 'ticket:created',
  events: [
    { id: 't1', title: 'concert', price: 20 },
    { id: 't2', title: 'match', price: 30 },
  ],
  command: 'npm run listen',
  cwd: join(__dirname, '../..'),
  // Each start takes seconds.
  schedules: 3,
};

export default check;
