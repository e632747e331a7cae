import type { RunEvent, ScenarioResult } from './run-result';

/** How far each scenario has come, in the order in which they are shown. */
export type LiveList = ReadonlyMap<string, Progress>;

export type Progress =
  | { readonly state: 'waiting' }
  | {
      readonly state: 'running';
      readonly startedAtMs: number;
      /** From 1; 0 before the first one. */
      readonly step: number;
      readonly steps: number;
      readonly text: string;
    }
  | { readonly state: 'ended'; readonly result: ScenarioResult };

/** A list in which all is still to come. */
export function newLiveList(names: readonly string[]): LiveList {
  return new Map(names.map((name) => [name, { state: 'waiting' }]));
}

/** The list after an event. */
export function afterEvent(list: LiveList, event: RunEvent, nowMs: number): LiveList {
  switch (event.kind) {
    case 'started': {
      const begin = { state: 'running', startedAtMs: nowMs, step: 0, steps: 0, text: '' } as const;
      return new Map([...list, [event.name, begin]]);
    }
    case 'step': {
      const { name, step, steps, text } = event;
      const before = list.get(name);
      const startedAtMs = before?.state === 'running' ? before.startedAtMs : nowMs;
      return new Map([...list, [name, { state: 'running', startedAtMs, step, steps, text }]]);
    }
    case 'ended':
      return new Map([...list, [event.result.name, { state: 'ended', result: event.result }]]);
  }
}
