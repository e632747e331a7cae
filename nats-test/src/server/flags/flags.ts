import { goQuote } from '../../base/go-error-text';
import { systemSurroundings, type Surroundings } from '../../base/surroundings';
import { ConfigError } from '../config/config-error';
import { ConfigFile } from '../config/config-files';
import type { CoreDraft } from '../config/core-keys';
import { SERVER_FLAGS } from './flag-table';
import { FlagError, parseGoFlags, type FlagValue, type GivenFlag } from './go-flags';
import type { ProcessFlags, ServerFlag } from './server-flag';
import { applyTlsFlags } from './tls-flags';
import { defaultSettings, PORT_MAX, type ServerSettings } from '../settings';

/** What a command line and the configuration files that it names come to. */
export interface Configured {
  readonly settings: ServerSettings;
  /** What they ask of the process. */
  readonly process: ProcessFlags;
  /** What the real server says of a file on standard error before it goes on. */
  readonly warnings: readonly string[];
}

/** A command line of the real server, whose flags there are. */
export interface ServerFlags {
  /** What its flags ask of the process. */
  readonly process: ProcessFlags;
  /** A flag that asks something of the process, as it was typed. */
  readonly processFlag: string | undefined;
  /** The first word that is no flag. */
  readonly word: string | undefined;
  /**
   * What it asks of the server, with its configuration files; ports may still be none.
   * @param base what holds where neither flag nor file says otherwise
   * @throws FlagError, value or refused
   */
  configure(base?: ServerSettings, surroundings?: Surroundings): Configured;
}

type Given = GivenFlag<ServerFlag>;

/**
 * Reads a command line of the real server, one step at a time as that one does: help comes before
 * what is wrong with a value.
 * @throws FlagError, usage
 */
export function parseServerFlags(args: readonly string[]): ServerFlags {
  const { given, word } = parseGoFlags(SERVER_FLAGS, args);
  return {
    process: processFlagsOf(given),
    processFlag: given.find(({ spec, value }) => spec.process && isSaid(value))?.name,
    word,
    configure: (base = defaultSettings, surroundings = systemSurroundings) =>
      configure(given, base, surroundings),
  };
}

/**
 * Files first, flags over them, in the steps of the real server: they decide which of `-DV`, `-D` and
 * `debug: false` counts.
 */
function configure(
  given: readonly Given[],
  base: ServerSettings,
  surroundings: Surroundings,
): Configured {
  const last = new Map<string, Given>(given.map((one) => [bare(one.name), one]));
  const core = textOf(given, 'config');
  const streaming = textOf(given, 'stan_config');
  const checksOnly = last.get('t')?.value === true;
  const draft: CoreDraft = { settings: base, process: {} };
  let warnings: readonly string[] = [];
  let file: ConfigFile | undefined;
  const readCore = (path: string): void => {
    file = new ConfigFile(path, surroundings);
    warnings = file.applyToCore(draft);
  };
  if (core !== '') readCore(core);
  else if (checksOnly) {
    throw new FlagError(
      'value',
      'must specify [-c, --config] option to check configuration file syntax',
    );
  }
  if (checksOnly) throwWarnings(warnings);
  let settings = applyEarly(given, draft.settings);
  // Where it stops early, it does not come to this.
  if (!checksOnly && warnings.length === 0) settings = applyLate(last, settings, isOfCore);
  if (streaming !== '' && core === '') {
    draft.settings = settings;
    readCore(streaming);
    throwWarnings(warnings);
    settings = draft.settings;
  } else if (streaming !== '') {
    file = new ConfigFile(streaming, surroundings, true);
  }
  if (file) settings = applyEarly(given, file.applyToStreaming(settings));
  settings = applyLate(last, settings, (name) => !isOfCore(name));
  settings = applyTlsFlags(settings, new Map([...last].map(([name, { value }]) => [name, value])));
  for (const { spec, name, value } of last.values()) {
    const reason = spec.refuse?.(value);
    if (reason !== undefined) throw new FlagError('refused', `${name}: ${reason}`);
  }
  return { settings, process: { ...draft.process, ...processFlagsOf(given) }, warnings };
}

/** What a flag that is a text was given last, under any of its names; empty when it was not. */
function textOf(given: readonly Given[], name: string): string {
  return String(given.findLast(({ spec }) => spec.names.includes(name))?.value ?? '');
}

function throwWarnings(warnings: readonly string[]): void {
  if (warnings.length > 0) throw new ConfigError(warnings.join('\n'), 'value', true);
}

function processFlagsOf(given: readonly Given[]): ProcessFlags {
  return Object.fromEntries(
    given.flatMap(({ spec, value }) => (spec.process ? [[spec.process, value]] : [])),
  );
}

const isOfCore = (name: string): boolean => name === 'DV';

function applyEarly(given: readonly Given[], before: ServerSettings): ServerSettings {
  let settings = before;
  for (const { spec, value, name } of given) {
    if (!spec.isLate && spec.apply) settings = spec.apply(settings, value, bare(name));
  }
  return settings;
}

/** As Go visits flags: sorted by name, each with its last value. */
function applyLate(
  last: ReadonlyMap<string, Given>,
  before: ServerSettings,
  isWanted: (name: string) => boolean,
): ServerSettings {
  let settings = before;
  const names = [...last.keys()].sort((one, other) => (one < other ? -1 : 1));
  for (const name of names.filter(isWanted)) {
    const { spec, value = '' } = last.get(name) ?? {};
    if (spec?.isLate && spec.apply) settings = spec.apply(settings, value, name);
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
  surroundings: Surroundings = systemSurroundings,
): ServerSettings {
  const flags = parseServerFlags(args);
  if (flags.word !== undefined) throw unrecognized(flags.word);
  const configured = flags.configure(base, surroundings);
  if (flags.processFlag !== undefined) {
    throw new FlagError('refused', `${flags.processFlag} ${OF_A_PROCESS}`);
  }
  const settings = withoutProcess(configured);
  // Only now: of two equal flags the later counts, whatever the other said.
  checkPort('port (-p)', settings.port, String(defaultSettings.port));
  checkPort('monitoring port (-m)', settings.monitoringPort ?? 0, 'none');
  checkPort('HTTPS monitoring port (-ms)', settings.monitoringTlsPort ?? 0, 'none');
  return settings;
}

/** A file may be meant for a process: what it says to one is only mentioned. */
function withoutProcess({ settings, process, warnings }: Configured): ServerSettings {
  const ofProcess = Object.values(process).some(isSaid)
    ? ['log_file, log_size_limit and pid_file are ignored: they are for a process of its own']
    : [];
  const remarks = [...(settings.remarks ?? []), ...warnings, ...ofProcess];
  return remarks.length === 0 ? settings : { ...settings, remarks };
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
