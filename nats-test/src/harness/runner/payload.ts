import type { AccountEvent } from '../scenarios/scenario';

/** What an event of a scenario carries. */
export interface Payload extends Partial<AccountEvent> {
  /** Unique to the run, the scenario and the event. */
  readonly value: string;
}

export function encodePayload(payload: Payload): string {
  return JSON.stringify(payload);
}

/** Undefined when a channel's event is none of this scenario: other runs have left theirs there. */
export function decodePayload(data: string, prefix: string): Payload | undefined {
  try {
    const payload = JSON.parse(data) as Partial<Payload> | null;
    return payload?.value?.startsWith(prefix) ? (payload as Payload) : undefined;
  } catch {
    return undefined;
  }
}
