import type { Insider } from './insider';
import { standIn } from './stand-in';

/** Each takes the name of an event first. */
const EMITTER_METHODS = [
  'on',
  'addListener',
  'once',
  'prependListener',
  'prependOnceListener',
  'off',
  'removeListener',
  'removeAllListeners',
  'listeners',
  'listenerCount',
] as const;

/** Not `exit`: what a package wants to be done at the end of the process is done then. */
const OF_THE_LISTENER = /^(SIG[A-Z0-9]+|uncaughtException|unhandledRejection)$/;

/** The process ends for a listener alone, and signals and errors are its own. */
export function standInForProcess(): (() => void)[] {
  const write = (insider: Insider, [chunk, ...more]: unknown[]): boolean => {
    insider.print(Buffer.from(chunk as string | Uint8Array).toString());
    const done = more.at(-1);
    if (typeof done === 'function') process.nextTick(done);
    return true;
  };
  const emitterMethods = EMITTER_METHODS.map((name) =>
    standIn(
      process,
      name,
      ({ signals }, args) => {
        const methods = signals as unknown as Record<string, (...args: unknown[]) => unknown>;
        const result = methods[name]?.(...args);
        return result === signals ? process : result;
      },
      ([event]) => typeof event === 'string' && OF_THE_LISTENER.test(event),
    ),
  );
  return [
    standIn(process, 'exit', (insider, [status]) => insider.exit(status ?? 0)),
    standIn(process.stdout, 'write', write),
    standIn(process.stderr, 'write', write),
    ...emitterMethods,
  ];
}
