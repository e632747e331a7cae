import { problemOfProgram } from '../harness/target/check-program';
import type { TargetOptions } from '../harness/target/target';
import { badUsage } from './command-error';
import { optionThatNeedsUrl, readConnection, type ConnectionFlags } from './connection-options';
import { EMBEDDED_TARGET_COMMAND } from './embedded-command';
import { isUrl } from './is-url';
import { chooseSabotage } from './sabotages';
import { typedPath } from './typed-path';

/** Options that say which server is to be proven, as Commander hands them over. */
export interface TargetFlags extends ConnectionFlags {
  readonly target?: string;
  readonly store?: string;
  readonly sabotage?: string;
}

/**
 * Makes sense of what was typed about the server; the embedded one when that is nothing.
 * @throws CommandError, bad usage; it repeats no password
 */
export function readTarget({ target, store, sabotage, ...flags }: TargetFlags): TargetOptions {
  const found = named(target, flags);
  if (sabotage !== undefined && found.kind !== 'embedded') {
    throw badUsage('--sabotage is for the embedded server alone: leave out --target and --url');
  }
  const wanted = store === undefined ? {} : { store: readStore(store, found) };
  switch (found.kind) {
    case 'embedded':
      return {
        ...found,
        ...wanted,
        ...(sabotage === undefined ? {} : { sabotage: chooseSabotage(sabotage).name }),
      };
    case 'process':
      return { ...found, ...wanted };
    case 'cluster':
    case 'url':
      return found;
  }
}

function named(target: string | undefined, flags: ConnectionFlags): TargetOptions {
  if (target !== undefined) return parseTarget(target, flags);
  const connection = readConnection(flags);
  return connection ? { kind: 'url', ...connection } : parseTarget('embedded', flags);
}

function readStore(text: string, { kind }: TargetOptions): 'memory' | 'file' {
  if (kind === 'url') {
    throw badUsage('--store is for a server that is started: one that runs already has its store');
  }
  if (kind === 'cluster') {
    throw badUsage('--store is for a server by itself: a cluster has everything on disk');
  }
  const store = text.toLowerCase();
  if (store === 'memory' || store === 'file') return store;
  throw badUsage(`--store ${text} is no store: there are memory and file`);
}

/**
 * Makes sense of what was typed after `--target`.
 * @param flags of a server that runs already; `--url` is another way to name it
 * @throws CommandError, bad usage; it repeats no password
 */
export function parseTarget(text: string, flags: ConnectionFlags): TargetOptions {
  if (flags.url !== undefined) {
    throw badUsage('--url and --target both name a server: give one of them');
  }
  if (isUrl(text)) {
    const connection = readConnection({ ...flags, url: text });
    if (connection) return { kind: 'url', ...connection };
  }
  const target = parseOwn(text);
  const option = optionThatNeedsUrl(flags);
  if (option === undefined) return target;
  throw badUsage(`${option} is for a server that runs already: give its URL as --target`);
}

/** A server that we start. */
function parseOwn(text: string): TargetOptions {
  if (text === 'embedded') return { kind: 'embedded', command: EMBEDDED_TARGET_COMMAND };
  const [, kind, path] = /^(process|cluster):(.+)$/s.exec(text) ?? [];
  if (path === undefined) {
    throw badUsage(
      `--target ${text} is no target: give embedded, process:PATH or cluster:PATH of a nats-streaming-server, or a URL as nats://localhost:4222`,
    );
  }
  const file = typedPath(path);
  const problem = problemOfProgram(path, file);
  if (problem !== undefined) throw badUsage(`--target ${text}: ${problem}`);
  return kind === 'cluster' ? { kind: 'cluster', path, file } : { kind: 'process', path, file };
}
