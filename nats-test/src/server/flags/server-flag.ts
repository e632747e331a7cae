import type { FlagSpec, FlagType, FlagValue } from './go-flags';
import type { ServerSettings } from '../settings';

/** What a command line asks of the process, rather than of the server in it. */
export interface ProcessFlags {
  readonly help?: boolean;
  readonly tlsHelp?: boolean;
  readonly version?: boolean;
  /** Looks at a configuration file and ends. */
  readonly checksConfig?: boolean;
  /** `stop`, `quit=4711`, `reopen=file.pid`: for another process. */
  readonly signal?: string;
  /** File to hold the number of the process. */
  readonly pidFile?: string;
  /** File for the log. */
  readonly logFile?: string;
  /** From how many bytes on the log begins a new file; 0 for never. */
  readonly logBytesMax?: number;
}

/** A flag of the real server, and what it does here. */
export interface ServerFlag extends FlagSpec {
  /** What it changes. */
  readonly apply?: (settings: ServerSettings, value: FlagValue, name: string) => ServerSettings;
  /** Whether the real server looks at it when all other flags are done. */
  readonly isLate?: boolean;
  /** What of the process it says. */
  readonly process?: keyof ProcessFlags;
  /** Why the embedded server refuses it, without the name; undefined when this value does no harm. */
  readonly refuse?: (value: FlagValue) => string | undefined;
}

/** Names in one text, as the tables of flags have them. */
export const flag = (
  names: string,
  type: FlagType,
  rest: Omit<ServerFlag, keyof FlagSpec> = {},
): ServerFlag => ({ names: names.split(' '), type, ...rest });
