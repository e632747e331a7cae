import type { ProcessFacts } from '../../../base/process-facts';
import type { Broker } from '../../broker/broker';
import type { StartTime } from '../server-view';

/** What the pages of core NATS look at. */
export interface CoreServer {
  readonly broker: Broker;
  readonly facts: ProcessFacts;
  readonly startTime: StartTime;
  /** Where this monitoring is. */
  readonly http: { readonly host: string; readonly port: number; readonly isTls: boolean };
}
