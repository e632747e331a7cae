import type { Workload } from '../scenario';
import { accounts } from './accounts';
import { clientIds } from './client-ids';
import { groupChurn } from './group-churn';
import { heartbeats } from './heartbeats';
import { lateReaders } from './late-readers';
import { limits } from './limits';
import { leaderLoss, restartFile, restartMemory } from './restarts';
import { resume } from './resume';
import { slowMembers } from './slow-members';
import { steady } from './steady';

/** All scenarios under load and faults. */
export const workloads: readonly Workload[] = [
  steady,
  groupChurn,
  slowMembers,
  resume,
  lateReaders,
  limits,
  clientIds,
  heartbeats,
  accounts,
  restartMemory,
  restartFile,
  leaderLoss,
];
