import { groupBy } from '../../../../base/group-by';
import type { History, Operation } from '../../../history/operation';
import type { Mark } from './mark';

/** One client over the whole history. */
export interface Lane {
  readonly client: string;
  readonly role: 'publisher' | 'listener' | 'client';
  readonly marks: readonly Mark[];
  /** When it was connected. */
  readonly presences: readonly Stretch[];
}

/** From one moment to another, in milliseconds since the history began. */
export interface Stretch {
  readonly fromMs: number;
  readonly toMs: number;
}

const ORDER: readonly Lane['role'][] = ['publisher', 'listener', 'client'];

/** A lane for each client: publishers first, then listeners, each in the order in which they came. */
export function lanesOf(history: History, marks: readonly Mark[]): Lane[] {
  const byClient = groupBy(marks, ({ client }) => client);
  const operations = groupBy(history, ({ client }) => client);
  const endMs = endOf(history);
  return [...byClient]
    .map(([client, own]): Lane => {
      const presences = presencesOf(operations.get(client) ?? [], endMs);
      return { client, role: roleOf(own), marks: own, presences };
    })
    .toSorted((a, b) => ORDER.indexOf(a.role) - ORDER.indexOf(b.role));
}

/** When a history ends. */
export function endOf(history: History): number {
  return history.at(-1)?.timeMs ?? 0;
}

function roleOf(marks: readonly Mark[]): Lane['role'] {
  const does = (f: Operation['f']): boolean => marks.some(({ operations: [it] }) => it.f === f);
  if (does('subscribe') || does('deliver')) return 'listener';
  return does('publish') ? 'publisher' : 'client';
}

function presencesOf(operations: readonly Operation[], endMs: number): Stretch[] {
  const presences: Stretch[] = [];
  let fromMs: number | undefined;
  for (const { f, type, timeMs } of operations) {
    const isGone = f === 'lost' || f === 'crash' || (f === 'disconnect' && type === 'ok');
    if (f === 'connect' && type === 'ok') fromMs ??= timeMs;
    if (!isGone || fromMs === undefined) continue;
    presences.push({ fromMs, toMs: timeMs });
    fromMs = undefined;
  }
  return fromMs === undefined ? presences : [...presences, { fromMs, toMs: endMs }];
}
