import type { AccountEvent } from '../scenarios/scenario';

/** What an event of a scenario carries. */
export interface Payload extends Partial<AccountEvent> {
  /** Whose account it is, where there are several. */
  readonly entity?: string;
  /** Unique to the run, the scenario and the event: `RUN-SCENARIO-NUMBER`. */
  readonly value: string;
}

export function encodePayload(payload: Payload): string {
  return JSON.stringify(payload);
}

/** Undefined for what no run of this software has published. */
export function decodePayload(data: string): Payload | undefined {
  try {
    const payload = JSON.parse(data) as Partial<Payload> | null;
    return /^\w+(-\w+)+-\d+$/.test(String(payload?.value)) ? (payload as Payload) : undefined;
  } catch {
    return undefined;
  }
}
