import { insiders, type Insider } from './insider';
import { replace } from './replace';

type Method = (this: unknown, ...args: unknown[]) => unknown;

/**
 * Has a method do something else for the code of a listener; for all others it is what it was.
 * @param inside gets the listener whose code has called, and with what
 * @param isFor asked before; left out, all calls of a listener are meant
 * @returns undoes it
 */
export function standIn(
  owner: object,
  name: string,
  inside: (insider: Insider, args: unknown[]) => unknown,
  isFor: (args: unknown[]) => boolean = () => true,
): () => void {
  return replace(
    owner as Record<string, Method>,
    name,
    (original) =>
      function (...args) {
        const insider = insiders.getStore();
        return insider !== undefined && isFor(args)
          ? inside(insider, args)
          : Reflect.apply(original, this, args);
      },
  );
}
