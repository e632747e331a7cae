import { CheckError, checkListener, type CheckFailure, type CheckOptions } from 'nats-test';

/** Which schedule breaks a listener; the same each time. */
export async function failureOf<State, Event>(
  check: CheckOptions<State, Event>,
): Promise<CheckFailure> {
  try {
    await checkListener({ ...check, seed: 1 });
  } catch (error) {
    if (error instanceof CheckError && error.report.failure) return error.report.failure;
    throw error;
  }
  throw new Error('the listener passed');
}

/** What became of the events, in its order: `ack lost 1`, `crashed while handling 2`. */
export function fatesIn({ history }: CheckFailure): string[] {
  return history.flatMap((entry) => {
    if (entry.f === 'crashed') return [`crashed ${entry.when} ${entry.during?.event ?? ''}`];
    const isFate = entry.f === 'delivery lost' || entry.f === 'ack lost' || entry.f === 'acked';
    return isFate ? [`${entry.f} ${entry.event}`] : [];
  });
}
