import type { Outcome } from '../client/outcome';
import type { Entry, Recorder } from '../history/recorder';

/** A request without what becomes of it. */
export type RequestEntry = DistributiveOmit<Extract<Entry, { readonly id: number }>, Outcomes>;

type Outcomes = 'type' | 'id' | 'error';

type DistributiveOmit<T, K extends PropertyKey> = T extends unknown ? Omit<T, K> : never;

/**
 * Records a request, does it, and records what came of it.
 * @param stage where it is played: when that is over, nothing is recorded any more
 */
export async function recordRequest<T extends Outcome>(
  stage: { readonly recorder: Recorder; readonly isOver: boolean },
  entry: RequestEntry,
  act: () => Promise<T>,
): Promise<T> {
  const { recorder } = stage;
  const id = recorder.newId();
  recorder.record({ ...entry, type: 'invoke', id });
  const outcome = await act();
  const error = outcome.type === 'ok' ? {} : { error: outcome.error };
  if (!stage.isOver) recorder.record({ ...entry, type: outcome.type, id, ...error });
  return outcome;
}
