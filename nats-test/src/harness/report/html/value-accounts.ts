import { groupBy } from '../../../base/group-by';
import type { NamedFinding } from '../run-result';
import type { Operation } from '../../history/operation';
import type { Story } from './story';

/** What became of an event that a finding is about. */
export interface ValueAccount {
  /** As people call it. */
  readonly name: string;
  readonly fate: 'lost' | 'duplicated';
  /** All that the history says of it, in order. */
  readonly operations: readonly Operation[];
}

/** Whose proof names events that reached others, but not whom they had to reach. */
const OF_LOST = ['lost', 'delivered', 'durable resume'];

/**
 * The events that a finding's proof shows as published and not delivered, or as delivered more than
 * once. Other events of a proof only show when something was.
 */
export function accountsOf({ checker, proof }: NamedFinding, story: Story): ValueAccount[] {
  const values = groupBy(
    proof.filter((it) => 'value' in it),
    ({ value }) => value,
  );
  return [...values].flatMap(([value, proven]): ValueAccount[] => {
    const fate = fateOf(proven);
    if (fate === undefined) return [];
    const operations = story.ofValue(value);
    const reachedSome = operations.some(({ f }) => f === 'deliver');
    if (fate === 'lost' && reachedSome && !OF_LOST.includes(checker)) return [];
    return [{ name: story.nameOfEvent(value), fate, operations }];
  });
}

function fateOf(operations: readonly Operation[]): ValueAccount['fate'] | undefined {
  const deliveries = operations.filter(({ f }) => f === 'deliver').length;
  if (deliveries > 1) return 'duplicated';
  const isPublished = operations.some(({ f }) => f === 'publish');
  return deliveries === 0 && isPublished ? 'lost' : undefined;
}
