import { createHook, executionAsyncId } from 'node:async_hooks';
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
  const made: { what: LastingKind; it: Lasting; origin: Origin }[] = [];
  const origins = new Map<number, Origin>();
  const hook = createHook({
    init(id, type, _trigger, resource) {
      if (insiders.getStore()?.url !== url) return;
      const origin = { trace: traceHere(), cause: origins.get(executionAsyncId()) };
      origins.set(id, origin);
      const what = lastingKindOf(type);
      if (what !== undefined) made.push({ what, it: resource as Lasting, origin });
    },
  }).enable();
  return {
    stop() {
      hook.disable();
      const left = made
        .filter(({ it }) => isHolding(it))
        .map(({ what, origin }) => ({ what, place: placeIn(origin) ?? packageIn(origin.trace) }));
      return left.filter(
        (one, i) => i === left.findIndex((it) => it.what === one.what && it.place === one.place),
      );
    },
  };
}

/** Where something was made, and what had been made before to call back there. */
interface Origin {
  readonly trace: Error;
  readonly cause: Origin | undefined;
}

/** The user's own line: a callback of Node, such as that of a name's address, has none on its stack. */
function placeIn(origin: Origin): string | undefined {
  for (let at: Origin | undefined = origin; at !== undefined; at = at.cause) {
    const place = placeOf(at.trace);
    if (place !== undefined) return place;
  }
  return undefined;
}

function traceHere(): Error {
  const { stackTraceLimit } = Error;
  Error.stackTraceLimit = STACK_LINES_MAX;
  const trace = new Error();
  Error.stackTraceLimit = stackTraceLimit;
  return trace;
}

function packageIn({ stack = '' }: Error): string | undefined {
  const names = [...stack.matchAll(/[\\/]node_modules[\\/]((?:@[^\\/]+[\\/])?[^\\/]+)/g)];
  const name = names.at(-1)?.[1];
  return name === undefined ? undefined : `the package ${name}`;
}
