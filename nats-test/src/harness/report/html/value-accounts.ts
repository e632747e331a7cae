import { groupBy } from '../../../base/group-by';
import type { NamedFinding } from '../run-result';
import type { Operation } from '../../history/operation';
import type { Story } from './story';
import { lineOf } from './words';

/** What became of an event that a finding is about, with the lines of the history that say so. */
export interface ValueAccount {
  /** As people call it. */
  readonly name: string;
  readonly fate: 'lost' | 'duplicated';
  /** `published`, line 5; in order. */
  readonly steps: readonly { readonly text: string; readonly line: number }[];
}

/** Whose proof names events that reached others, but not whom they had to reach. */
const OF_LOST = ['lost', 'delivered', 'durable resume'];

/** So many steps of one event are told. */
export const STEPS_MAX = 12;

/**
 * The events that a finding's proof shows as published and not delivered, or as delivered more than
 * once. Other events of a proof only show when something was.
 */
export function accountsOf({ checker, proof }: NamedFinding, story: Story): ValueAccount[] {
  const values = groupBy(
    proof.filter((it) => 'value' in it),
    ({ value }) => value,
  );
  return [...values].flatMap(([value, operations]): ValueAccount[] => {
    const all = story.ofValue(value);
    const reachedSome = all.some(({ f }) => f === 'deliver');
    const fate = fateOf(operations);
    if (fate === undefined || (fate === 'lost' && reachedSome && !OF_LOST.includes(checker)))
      return [];
    const steps = all.map((it) => ({
      text: `${it.client} ${story.describe(it)}`,
      line: lineOf(it),
    }));
    return [{ name: story.nameOfEvent(value), fate, steps }];
  });
}

function fateOf(operations: readonly Operation[]): ValueAccount['fate'] | undefined {
  const deliveries = operations.filter(({ f }) => f === 'deliver').length;
  if (deliveries > 1) return 'duplicated';
  const isPublished = operations.some(({ f }) => f === 'publish');
  return deliveries === 0 && isPublished ? 'lost' : undefined;
}
