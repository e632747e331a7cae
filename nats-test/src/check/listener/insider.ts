import { AsyncLocalStorage } from 'node:async_hooks';
import type { EventEmitter } from 'node:events';
import type { Lasting } from './lasting';

/** A listener in this process, for what its code reaches out for as if the process were its own. */
export interface Insider {
  /** Where it was told to connect: no other one has the same. */
  readonly url: string;
  /** Stands for `process` where it wants to hear of signals and of what nobody has caught. */
  readonly signals: EventEmitter;
  /** Ends it as if the process ended: throws, so that no more of its code runs. */
  exit(status: unknown): never;
  print(text: string): void;
  /** It has made something that lives on by itself. */
  made(what: Lasting): void;
  /** It has made an emitter, and its fields are not there yet. */
  emits(emitter: EventEmitter): void;
}

/** Whose code runs; undefined for code that is no listener's. */
export const insiders = new AsyncLocalStorage<Insider>();
