import { FAULTS } from '../../history/fault';
import type { History, Operation, OperationOf } from '../../history/operation';
import type { TargetFacts } from '../../history/target-facts';

/** A fault from its beginning to its end. */
export interface FaultWindow {
  readonly begins: OperationOf<'fault'>;
  /** Undefined when it strikes until the history ends. */
  readonly ends: OperationOf<'fault'> | undefined;
  /** All that the server had is gone with it. */
  readonly isWipe: boolean;
}

/** All faults, in the order in which they begin. */
export function faultWindowsIn(history: History, { nodes = 1 }: TargetFacts): FaultWindow[] {
  const all: FaultWindow[] = [];
  const open = new Map<string, number>();
  for (const operation of history) {
    if (operation.f !== 'fault') continue;
    const key = `${operation.fault} ${operation.on}`;
    const place = open.get(key);
    const begun = place === undefined ? undefined : all[place];
    if (operation.state === 'begins') {
      open.set(key, all.length);
      const isWipe = wipes(operation, nodes);
      all.push({ begins: operation, ends: undefined, isWipe });
    } else if (begun && place !== undefined) {
      open.delete(key);
      // Whoever writes it down may know it at one end only.
      const isWipe = begun.isWipe || wipes(operation, nodes);
      all[place] = { ...begun, ends: operation, isWipe };
    }
  }
  return all;
}

/** What one node of a cluster has lost, it gets back from the others. */
function wipes({ isWiped = false, on }: OperationOf<'fault'>, nodes: number): boolean {
  return isWiped && (nodes === 1 || on === 'server');
}

/** It strikes the server or a node of it. */
export function isOfServer({ begins }: FaultWindow): boolean {
  return FAULTS[begins.fault] === 'server' && begins.fault !== 'clock';
}

/** When it was over; when the history ends, if it never was. */
export function endOf({ ends }: FaultWindow, history: History): Operation | undefined {
  return ends ?? history.at(-1);
}
