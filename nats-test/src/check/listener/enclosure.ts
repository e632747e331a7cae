import type * as domains from 'node:domain';
import { insiders, type Insider } from './insider';

/** A listener has called `process.exit`: thrown so that no more of its code runs. */
export class Unwound extends Error {
  override readonly name = 'Unwound';
}

/**
 * Where the code of one listener runs, with everything that it sets off: timers, sockets, promises.
 * What it throws there comes to us and to nobody else, also where the runner of tests listens for
 * `uncaughtException`.
 */
export class Enclosure {
  private readonly insider: Insider;
  private readonly domain: domains.Domain;

  /** @param onError must not throw */
  constructor(insider: Insider, onError: (error: unknown, isRejection: boolean) => void) {
    this.insider = insider;
    this.domain = loadDomains().create();
    this.domain.on('error', (error: unknown) => {
      if (error instanceof Unwound) return;
      const isThrown = isObject(error) && error['domainThrown'] === true;
      // What domains write into an error is nothing to show.
      if (isThrown) {
        Reflect.deleteProperty(error, 'domainThrown');
        Reflect.deleteProperty(error, 'domain');
      }
      onError(unwrapped(error), isObject(error) && !isThrown);
    });
  }

  /** @throws what it throws at once */
  run<T>(work: () => T): T {
    return insiders.run(this.insider, () => {
      this.domain.enter();
      try {
        return work();
      } finally {
        this.domain.exit();
      }
    });
  }

  /** Runs code of our own that code in here has called: what it throws is nothing of the listener's. */
  runOutside(work: () => void): void {
    const isInside = loadDomains().active === this.domain;
    if (isInside) this.domain.exit();
    insiders.exit(() => {
      try {
        work();
      } catch (error) {
        setImmediate(() => {
          throw error;
        });
      }
    });
    if (isInside) this.domain.enter();
  }
}

/** In jest an error is none to Node's emitters, since it is of another realm, and they wrap it. */
function unwrapped(error: unknown): unknown {
  if (!isObject(error) || error['code'] !== 'ERR_UNHANDLED_ERROR') return error;
  const { context } = error;
  return isObject(context) && 'stack' in context ? context : error;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

type Domains = typeof domains & { readonly active?: domains.Domain | null };

/** Not imported: from then on each emitter of the process is slower, and only those who check pay. */
function loadDomains(): Domains {
  const loaded: Domains = process.getBuiltinModule('node:domain');
  return loaded;
}
