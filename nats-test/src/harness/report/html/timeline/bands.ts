import { FAULTS } from '../../../history/fault';
import type { History, OperationOf } from '../../../history/operation';
import { endOf, type Stretch } from './lanes';

/** Something that lasts: a fault, or a phase. */
export interface Band extends Stretch {
  /** In a word or two. */
  readonly name: string;
  /** Which colour it has. */
  readonly look: 'server' | 'way' | 'client' | 'pause';
  /** The client that it strikes; undefined for all. */
  readonly client: string | undefined;
  /** What is told where there is room for it. */
  readonly text: string;
  /** Undefined when it does not end in the history. */
  readonly end: { readonly index: number } | undefined;
  readonly begin: { readonly index: number };
}

type FaultOperation = OperationOf<'fault'>;

/** Faults, frozen clients and pauses of the harness, in the order in which they begin. */
export function bandsOf(history: History): Band[] {
  const clients = new Set(history.map(({ client }) => client));
  const endMs = endOf(history);
  const bands: Band[] = [];
  const open = new Map<string, number>();
  const end = (key: string, by: { readonly index: number; readonly timeMs: number }): boolean => {
    const at = open.get(key);
    const band = at === undefined ? undefined : bands[at];
    if (at === undefined || !band) return false;
    bands[at] = { ...band, toMs: by.timeMs, end: by };
    open.delete(key);
    return true;
  };
  for (const operation of history) {
    const { timeMs: fromMs, client } = operation;
    const base = { fromMs, toMs: endMs, begin: operation, end: undefined };
    if (operation.f === 'fault') {
      const key = `${operation.fault} ${operation.on}`;
      if (operation.state === 'ends') {
        end(key, operation);
        continue;
      }
      open.set(key, bands.length);
      bands.push({ ...base, ...faultBand(operation, clients) });
    } else if (operation.f === 'freeze') {
      open.set(`client ${client}`, bands.length);
      const text = `${client} is cut off, and neither side is told`;
      bands.push({ ...base, name: 'cut off', look: 'way', client, text });
    } else if (operation.f === 'thaw') {
      end(`client ${client}`, operation);
    } else if (operation.f === 'pause') {
      const text = 'nats-test itself stood still';
      const times = { fromMs: Math.max(0, fromMs - operation.pausedMs), toMs: fromMs };
      const pause = { name: 'pause', look: 'pause', client: undefined, text } as const;
      bands.push({ ...base, ...times, ...pause, end: operation });
    }
  }
  return bands.toSorted((a, b) => a.fromMs - b.fromMs);
}

function faultBand(
  { fault, on, isLeader, isWiped, ms }: FaultOperation,
  clients: ReadonlySet<string>,
): Pick<Band, 'name' | 'look' | 'client' | 'text'> {
  const isOfClient = clients.has(on);
  const where = isOfClient || on === 'server' ? '' : ` ${on}`;
  const more = [
    ...(isLeader === true ? ['the leader'] : []),
    ...(isWiped === true ? ['its store is gone'] : []),
    ...(ms === undefined ? [] : [`by ${ms} ms`]),
  ].join(', ');
  return {
    name: `${fault}${where}`,
    look: FAULTS[fault],
    client: isOfClient ? on : undefined,
    text: `${fault} at ${on}${more === '' ? '' : `, ${more}`}`,
  };
}

/** A phase of the scenario. */
export interface PhaseStretch extends Stretch {
  readonly name: string;
}

/** The phases; none where the scenario has none. */
export function phasesOf(history: History): PhaseStretch[] {
  const begins = history.filter((it) => it.f === 'phase');
  const endMs = endOf(history);
  return begins.map(({ phase, timeMs: fromMs }, i) => ({
    name: phase,
    fromMs,
    toMs: begins[i + 1]?.timeMs ?? endMs,
  }));
}
