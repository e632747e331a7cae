import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import type { Operation } from '../../src/harness/history/operation';
import type { SoakRun } from './main';

/** What all runs together have seen. */
export interface Totals {
  readonly runs: number;
  /** Runs that were not valid. */
  readonly notValid: number;
  readonly operations: number;
  readonly acknowledged: number;
  readonly unknownPublishes: number;
  readonly deliveries: number;
  readonly redeliveries: number;
  /** How often each fault struck. */
  readonly faults: Readonly<Record<string, number>>;
}

export const NOTHING: Totals = {
  ...{ runs: 0, notValid: 0, operations: 0, acknowledged: 0, unknownPublishes: 0 },
  ...{ deliveries: 0, redeliveries: 0, faults: {} },
};

/** Counts what stands in the histories of a run. */
export function addUp(totals: Totals, { verdict }: SoakRun, folder: string): Totals {
  let { operations, acknowledged, unknownPublishes, deliveries, redeliveries } = totals;
  const faults = { ...totals.faults };
  for (const name of readdirSync(folder).filter((file) => file.endsWith('.ndjson'))) {
    const lines = readFileSync(join(folder, name), 'utf8').trimEnd().split('\n').slice(1, -1);
    for (const line of lines) {
      const operation = JSON.parse(line) as Operation;
      operations++;
      if (operation.f === 'publish') {
        if (operation.type === 'ok') acknowledged++;
        if (operation.type === 'info') unknownPublishes++;
      } else if (operation.f === 'deliver') {
        deliveries++;
        if (operation.redelivered) redeliveries++;
      } else if (operation.f === 'fault' && operation.state === 'begins') {
        faults[operation.fault] = (faults[operation.fault] ?? 0) + 1;
      }
    }
  }
  return {
    ...{ runs: totals.runs + 1, notValid: totals.notValid + (verdict === 'valid' ? 0 : 1) },
    ...{ operations, acknowledged, unknownPublishes, deliveries, redeliveries, faults },
  };
}

/** One line. */
export function describeTotals(totals: Totals): string {
  const struck = Object.entries(totals.faults).map(([fault, count]) => `${count} ${fault}`);
  return (
    `${totals.runs} runs, ${totals.notValid} not valid; ${totals.operations} operations, ` +
    `${totals.acknowledged} acknowledged, ${totals.unknownPublishes} unknown, ${totals.deliveries} delivered, ` +
    `${totals.redeliveries} of them again; ${struck.join(', ')}`
  );
}
