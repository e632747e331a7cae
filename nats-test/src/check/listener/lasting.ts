/** Something that is made once and then lives on by itself: a timer, or a handle of the system. */
export interface Lasting {
  hasRef(): boolean;
  unref(): unknown;
  /** Of timers alone: whether it is over. It has no public face, and a timer that is over still has a ref. */
  readonly _destroyed?: boolean;
}

export type LastingKind = 'timer' | 'socket' | 'server' | 'process' | 'file watcher';

/** By the names that `async_hooks` has for them. */
const KINDS: Readonly<Record<string, LastingKind>> = {
  Timeout: 'timer',
  TCPWRAP: 'socket',
  PIPEWRAP: 'socket',
  UDPWRAP: 'socket',
  TCPSERVERWRAP: 'server',
  PIPESERVERWRAP: 'server',
  PROCESSWRAP: 'process',
  FSEVENTWRAP: 'file watcher',
  STATWATCHER: 'file watcher',
};

/** @returns undefined for what does not last, such as a promise */
export function lastingKindOf(asyncType: string): LastingKind | undefined {
  return KINDS[asyncType];
}

/** Whether it is still there and keeps the process alive. */
export function isHolding(it: Lasting): boolean {
  return it._destroyed !== true && it.hasRef();
}

export function isTimer(it: Lasting): boolean {
  return it._destroyed !== undefined;
}
