import { createHook } from 'node:async_hooks';
import { placeOf } from '../caller';
import { insiders } from './insider';
import { isHolding, lastingKindOf, type Lasting, type LastingKind } from './lasting';

/** Something that a listener has made, and that keeps the process alive after its stop. */
export interface Leftover {
  readonly what: LastingKind;
  /** Where it was made: `FILE:LINE:COLUMN`, or `the package NAME`; undefined when nobody can tell. */
  readonly place: string | undefined;
}

/** Enough to get out of a package into the code that calls it. */
const STACK_LINES_MAX = 60;

/**
 * Watches what a listener in this process makes. It costs a stack for each thing made, so it is for
 * one calm run.
 * @param url where the listener is told to connect, as no other one is
 */
export function watchLeftovers(url: string): {
  /**
   * Looks for what is left, and watches no longer. To be called when the listener has had some 50 ms
   * after its stop, since a client says goodbye in the background.
   */
  stop(): Leftover[];
} {
  const made: { what: LastingKind; it: Lasting; trace: Error }[] = [];
  const hook = createHook({
    init(_id, type, _trigger, resource) {
      const what = lastingKindOf(type);
      if (what === undefined || insiders.getStore()?.url !== url) return;
      made.push({ what, it: resource as Lasting, trace: traceHere() });
    },
  }).enable();
  return {
    stop() {
      hook.disable();
      const left = made
        .filter(({ it }) => isHolding(it))
        .map(({ what, trace }) => ({ what, place: placeOf(trace) ?? packageOf(trace) }));
      return left.filter(
        (one, i) => i === left.findIndex((it) => it.what === one.what && it.place === one.place),
      );
    },
  };
}

function traceHere(): Error {
  const { stackTraceLimit } = Error;
  Error.stackTraceLimit = STACK_LINES_MAX;
  const trace = new Error();
  Error.stackTraceLimit = stackTraceLimit;
  return trace;
}

function packageOf({ stack = '' }: Error): string | undefined {
  const names = [...stack.matchAll(/[\\/]node_modules[\\/]((?:@[^\\/]+[\\/])?[^\\/]+)/g)];
  const name = names.at(-1)?.[1];
  return name === undefined ? undefined : `the package ${name}`;
}
