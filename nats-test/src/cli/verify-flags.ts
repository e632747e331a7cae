import type { FaultFlags } from './fault-flags';
import type { TargetFlags } from './verify-target';

/** Options of `nats-test verify`, as Commander hands them over. */
export interface VerifyFlags extends TargetFlags, FaultFlags {
  readonly jobs?: string;
  readonly only?: readonly string[];
  readonly json?: true;
  readonly html?: string;
  readonly history?: string;
}
