import { standIn } from './stand-in';

/** What a callback of `queueMicrotask` throws comes to no domain; from the next tick it does. */
export function catchInMicrotasks(): () => void {
  const { queueMicrotask: original } = globalThis;
  return standIn(globalThis, 'queueMicrotask', (_insider, [callback]) => {
    original(() => {
      try {
        (callback as () => void)();
      } catch (error) {
        process.nextTick(() => {
          throw error;
        });
      }
    });
  });
}
