import type * as domains from 'node:domain';
import { insiders, type Insider } from './insider';

/** A listener has called `process.exit`: thrown so that no more of its code runs. */
export class Unwound extends Error {
  override readonly name = 'Unwound';
}

/** Domains write into what was thrown; into a frozen error they can't, and the whole process would end. */
class Thrown {
  readonly what: unknown;

  constructor(what: unknown) {
    this.what = what;
  }
}

/**
 * Where the code of one listener runs, with everything that it sets off: timers, sockets, promises.
 * What it throws there comes to us and to nobody else, also where the runner of tests listens for
 * `uncaughtException`.
 */
export class Enclosure {
  private readonly insider: Insider;
  private readonly domain: Domain;

  /** @param onError must not throw */
  constructor(insider: Insider, onError: (error: unknown, isRejection: boolean) => void) {
    this.insider = insider;
    this.domain = loadDomains().create();
    const { domain } = this;
    const handle = domain._errorHandler.bind(domain);
    domain._errorHandler = (error) => handle(new Thrown(error));
    domain.on('error', (error: unknown) => {
      const isThrown = error instanceof Thrown;
      const what = unwrapped(isThrown ? error.what : error);
      if (!(what instanceof Unwound)) onError(what, !isThrown);
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

/** Has no public face; called with what was thrown, and not with what a promise was rejected with. */
type Domain = domains.Domain & { _errorHandler(error: unknown): boolean };

type Domains = Omit<typeof domains, 'create'> & {
  create(): Domain;
  readonly active?: domains.Domain | null;
};

/** Not imported: from then on each emitter of the process is slower, and only those who check pay. */
function loadDomains(): Domains {
  return process.getBuiltinModule('node:domain') as unknown as Domains;
}
