import { createHook } from 'node:async_hooks';
import { EventEmitter } from 'node:events';
import { insiders } from './insider';
import { lastingKindOf, type Lasting } from './lasting';
import { replace } from './replace';

type Init = (this: EventEmitter & { domain?: unknown }, ...args: unknown[]) => void;

/** Tells a listener what its code makes. */
export function watchMaking(): () => void {
  const hook = createHook({
    init(_id, type, _trigger, resource) {
      if (lastingKindOf(type) !== undefined) insiders.getStore()?.made(resource as Lasting);
    },
  }).enable();
  // Called for each new emitter; domains sit in the same place.
  const undo = replace(
    EventEmitter as unknown as Record<string, Init>,
    'init',
    (original) =>
      function (...args) {
        Reflect.apply(original, this, args);
        const insider = insiders.getStore();
        if (insider === undefined) return;
        // Or an error that it emits and nobody hears would go to the domain, where without domains it is
        // thrown, and may be caught by who has called `emit`.
        if (this.domain !== undefined) this.domain = null;
        insider.emits(this);
      },
  );
  return () => {
    undo();
    hook.disable();
  };
}
