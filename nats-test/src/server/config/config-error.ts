import { FlagError } from '../flags/go-flags';
import type { ConfigPlace } from './config-value';

/**
 * A configuration file cannot be read, or asks for what cannot be. The message is the one of the real
 * server, if it has one.
 */
export class ConfigError extends FlagError {
  /** Whether it is one of a list; several are lines of their own, and the real server adds an empty one. */
  readonly isListed: boolean;

  constructor(message: string, kind: 'value' | 'refused' = 'value', isListed = false) {
    super(kind, message);
    this.isListed = isListed;
  }
}

/** An error whose message says where in the file it is, or that is told without a place. */
export class PlacedError extends ConfigError {
  constructor(place: ConfigPlace | undefined, text: string, kind: 'value' | 'refused' = 'value') {
    super(place ? at(place, text) : text, kind);
  }
}

/** `file:line:column: text`, as the real server says where in a file something stands. */
export function at({ file, line, column }: ConfigPlace, text: string): string {
  return `${file}:${line}:${column}: ${text}`;
}

/** What reading a file came to, other than settings; each is told with its place. */
export class Findings {
  /** With any of these the real server does not start. */
  readonly errors: string[] = [];
  /** With these it does, but for `-t` and `-sc`. */
  readonly warnings: string[] = [];
  /** What only the real server has. */
  readonly refusals: string[] = [];
  /** What the real server takes without a word, and the log should mention. */
  readonly remarks: string[] = [];

  /**
   * Does something with a key, and goes on when that is wrong: the real server tells all of a file's
   * errors at once.
   */
  attempt(place: ConfigPlace, act: () => void): void {
    try {
      act();
    } catch (error) {
      if (!(error instanceof ConfigError)) throw error;
      const list = error.kind === 'refused' ? this.refusals : this.errors;
      list.push(error instanceof PlacedError ? error.message : at(place, error.message));
    }
  }

  /** @throws ConfigError when there are errors, else when anything is refused */
  throwIfAny(): void {
    const { errors, warnings, refusals } = this;
    if (errors.length > 0) {
      throw new ConfigError([...warnings, ...errors].join('\n'), 'value', true);
    }
    if (refusals.length > 0) throw new ConfigError(refusals.join('\n'), 'refused');
  }
}
