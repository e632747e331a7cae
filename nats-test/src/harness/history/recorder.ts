import type { History, Operation } from './operation';

type WithoutPlace<T> = T extends Operation ? Omit<T, 'index' | 'timeMs'> : never;

/** An operation as it is handed to a recorder, which adds index and time. */
export type Entry = WithoutPlace<Operation>;

/** Writes a history down while it happens. */
export class Recorder {
  private readonly operations: Operation[] = [];
  private readonly nowMs: () => number;
  private readonly onRecorded: (operation: Operation) => void;
  private readonly startMs: number;
  private ids = 0;

  /**
   * @param nowMs a clock that never goes back, in milliseconds
   * @param onRecorded hears of each operation once it is in the history
   */
  constructor(nowMs: () => number, onRecorded: (operation: Operation) => void = () => undefined) {
    this.nowMs = nowMs;
    this.onRecorded = onRecorded;
    this.startMs = nowMs();
  }

  /** What was recorded so far. */
  get history(): History {
    return this.operations;
  }

  /** Milliseconds since the history began. */
  get elapsedMs(): number {
    return this.nowMs() - this.startMs;
  }

  /** An id for an invocation and its answer. */
  newId(): number {
    return ++this.ids;
  }

  record(entry: Entry): void {
    const place = { index: this.operations.length, timeMs: this.elapsedMs };
    const operation = { ...place, ...entry };
    this.operations.push(operation);
    this.onRecorded(operation);
  }
}
