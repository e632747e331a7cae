import { clientIdClash } from './client-id-clash';
import { clientIdTakeover } from './client-id-takeover';
import { durableResume } from './durable-resume';
import { durableUnsubscribe } from './durable-unsubscribe';
import { eviction } from './eviction';
import { gracefulClose } from './graceful-close';
import { maxInFlight } from './max-in-flight';
import { naiveOutOfOrder } from './naive-out-of-order';
import { naiveTwice } from './naive-twice';
import { queueGroup } from './queue-group';
import { redelivery } from './redelivery';
import type { Scenario, Script } from './scenario';
import { startPositions } from './start-positions';
import { twoQueueGroups } from './two-queue-groups';
import { versionOrder } from './version-order';
import { workloads } from './workloads/all';

/** The lessons that are played step by step, in the order of the course. */
export const scripts: readonly Script[] = [
  clientIdClash,
  clientIdTakeover,
  queueGroup,
  twoQueueGroups,
  redelivery,
  startPositions,
  durableResume,
  durableUnsubscribe,
  maxInFlight,
  gracefulClose,
  eviction,
  naiveOutOfOrder,
  naiveTwice,
  versionOrder,
];

/** All scenarios: the lessons one by one, then those under load and faults. */
export const scenarios: readonly Scenario[] = [...scripts, ...workloads];
