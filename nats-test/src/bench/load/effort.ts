import { monitorEventLoopDelay } from 'node:perf_hooks';

import { monotonicUs } from './monotonic';

/** How often it is looked whether the event loop stands still. */
const RESOLUTION_MS = 10;
const NS_PER_MS = 1_000_000;

/** How hard this process works, from `begin` to `mark`. */
export class Effort {
  readonly #delays = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
  #begun = { atUs: 0, cpuUs: 0 };
  #percent = 0;

  begin(): void {
    this.#delays.enable();
    this.#delays.reset();
    this.#begun = { atUs: monotonicUs(), cpuUs: cpuUs() };
  }

  /** Whatever comes behind the last mark does not count: waiting for the end is no work. */
  mark(): void {
    const elapsedUs = monotonicUs() - this.#begun.atUs;
    if (elapsedUs > 0) this.#percent = ((cpuUs() - this.#begun.cpuUs) / elapsedUs) * 100;
  }

  end(): { readonly cpuPercent: number; readonly stallMsMax: number } {
    this.#delays.disable();
    // Nothing recorded is 0; what is recorded counts the time between two looks.
    const stallMsMax = Math.max(0, this.#delays.max / NS_PER_MS - RESOLUTION_MS);
    return { cpuPercent: this.#percent, stallMsMax };
  }
}

function cpuUs(): number {
  const { user, system } = process.cpuUsage();
  return user + system;
}
