import { goQuote } from '../base/go-error-text';
import { SERVER_FLAGS } from './flag-table';
import { FlagError, parseGoFlags, type FlagValue, type GivenFlag } from './go-flags';
import type { ProcessFlags, ServerFlag } from './server-flag';
import { defaultSettings, PORT_MAX, type ServerSettings } from './settings';

/** A command line of the real server, whose flags there are. */
export interface ServerFlags {
  /** What it asks of the process. */
  readonly process: ProcessFlags;
  /** A flag that asks something of the process, as it was typed. */
  readonly processFlag: string | undefined;
  /** The first word that is no flag. */
  readonly word: string | undefined;
  /**
   * What it asks of the server; ports may still be none.
   * @param base what holds where no flag says otherwise
   * @throws FlagError, value or refused
   */
  settings(base?: ServerSettings): ServerSettings;
}

type Given = GivenFlag<ServerFlag>;

/**
 * Reads a command line of the real server, one step at a time as that one does: help comes before
 * what is wrong with a value.
 * @throws FlagError, usage
 */
export function parseServerFlags(args: readonly string[]): ServerFlags {
  const { given, word } = parseGoFlags(SERVER_FLAGS, args);
  const processFlags = Object.fromEntries(
    given.flatMap(({ spec, value }) => (spec.process ? [[spec.process, value]] : [])),
  ) as ProcessFlags;
  return {
    process: processFlags,
    processFlag: given.find(({ spec, value }) => spec.process && isSaid(value))?.name,
    word,
    settings: (base = defaultSettings) => settingsOf(given, base),
  };
}

function settingsOf(given: readonly Given[], base: ServerSettings): ServerSettings {
  let settings = base;
  for (const { spec, value, name } of given) {
    if (!spec.isLate && spec.apply) settings = spec.apply(settings, value, bare(name));
  }
  const last = new Map<string, Given>(given.map((one) => [bare(one.name), one]));
  if (last.get('t')?.value === true && !last.get('c')?.value && !last.get('config')?.value) {
    throw new FlagError(
      'value',
      'must specify [-c, --config] option to check configuration file syntax',
    );
  }
  // As Go visits flags: sorted by name, each with its last value.
  const names = [...last.keys()].sort((one, other) => (one < other ? -1 : 1));
  for (const name of names) {
    const { spec, value = '' } = last.get(name) ?? {};
    if (spec?.isLate && spec.apply) settings = spec.apply(settings, value, name);
  }
  for (const { spec, name, value } of last.values()) {
    const reason = spec.refuse?.(value);
    if (reason !== undefined) throw new FlagError('refused', `${name}: ${reason}`);
  }
  return settings;
}

/** Whether it asks for anything. */
const isSaid = (value: FlagValue): boolean => value !== false && value !== '' && value !== 0;

const bare = (name: string): string => name.slice(1);

/** Why a server that is no process of its own refuses a flag. */
const OF_A_PROCESS = 'is for the command nats-streaming-server, which comes with nats-test';

/**
 * Reads a command line for a server that is started in a process of somebody else.
 * @param base what holds where no flag says otherwise; its ports are good ones
 * @throws FlagError naming the flag: unknown, with a bad value, or of a feature that only the real
 *   server has
 */
export function settingsFromFlags(
  args: readonly string[],
  base: ServerSettings = defaultSettings,
): ServerSettings {
  const flags = parseServerFlags(args);
  if (flags.word !== undefined) throw unrecognized(flags.word);
  const settings = flags.settings(base);
  if (flags.processFlag !== undefined) {
    throw new FlagError('refused', `${flags.processFlag} ${OF_A_PROCESS}`);
  }
  // Only now: of two equal flags the later counts, whatever the other said.
  checkPort('port (-p)', settings.port, String(defaultSettings.port));
  checkPort('monitoring port (-m)', settings.monitoringPort ?? 0, 'none');
  return settings;
}

/** A word where only flags may be. */
export function unrecognized(word: string): FlagError {
  return new FlagError('value', `unrecognized command: ${goQuote(word)}`);
}

/** Speaks of flags: -1 and 0 mean something else there than in the settings. */
function checkPort(name: string, port: number, zero: string): void {
  if (port >= 0 && port <= PORT_MAX) return;
  throw new FlagError(
    'value',
    `invalid ${name} ${port}: it may be 1 to ${PORT_MAX}, -1 for a free one, or 0 for ${zero}`,
  );
}
