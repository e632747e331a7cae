import { relative } from 'node:path';
import { settingsFromFlags } from '../server/flags/flags';
import { FlagError } from '../server/flags/go-flags';
import { checkSettings, SettingsError, type ServerSettings } from '../server/settings';
import { badUsage } from './command-error';
import { typedPath, userFolder } from './typed-path';

/** What the course's Deployment runs. */
const COURSE_ARGS = '-p 4222 -m 8222 -hbi 5s -hbt 5s -hbf 2 -SD -cid ticketing'.split(' ');

/** Flags for a server, and where they are from. */
export interface ServerArgs {
  /** In the order in which they count: the later of two equal ones wins. */
  readonly args: readonly string[];
  /** What they amount to. */
  readonly settings: ServerSettings;
  /** For people, to go after "the flags of": a file, or why it is not one; undefined when they were typed. */
  readonly source: string | undefined;
}

/** What a user said about the flags. */
export interface ArgsRequest {
  /** Flags as typed. */
  readonly typed: readonly string[];
  /** A manifest whose args come before those. */
  readonly manifest: string | undefined;
  /** Where the search for a manifest begins when neither is given. */
  readonly folder: string;
}

/**
 * Decides which flags the server gets: those typed, or a manifest's, or the course's.
 * @throws CommandError, bad usage: a manifest that cannot be read or a flag that makes no sense
 */
export async function serverArgs({ typed, manifest, folder }: ArgsRequest): Promise<ServerArgs> {
  if (manifest === undefined && typed.length > 0) {
    return { args: typed, settings: readSettings(typed, ''), source: undefined };
  }
  // YAML takes a while to load, and flags that are typed need none.
  const { findManifest, ManifestError, MANIFEST_PATH, readManifestArgs } =
    await import('../kube/manifest-args.js');

  const file = manifest === undefined ? findManifest(folder) : typedPath(manifest);
  if (file === undefined) {
    const source = `the course (there is no ${MANIFEST_PATH} in this folder or above it)`;
    return { args: COURSE_ARGS, settings: readSettings(COURSE_ARGS, ''), source };
  }
  const shownAs = manifest ?? (relative(userFolder(folder), file) || file);
  try {
    const fromFile = readManifestArgs(file, shownAs);
    const args = [...fromFile, ...typed];
    // By themselves first, so that a flag which makes no sense is looked for where it stands.
    readSettings(fromFile, `${shownAs}: `);
    return { args, settings: readSettings(args, ''), source: shownAs };
  } catch (error) {
    if (!(error instanceof ManifestError)) throw error;
    throw badUsage(
      `${error.message}; --manifest FILE names a file with the server's Deployment`,
      error,
    );
  }
}

function readSettings(args: readonly string[], where: string): ServerSettings {
  try {
    return checkSettings(settingsFromFlags(args));
  } catch (error) {
    if (!(error instanceof FlagError || error instanceof SettingsError)) throw error;
    throw badUsage(`${where}${error.message}; nats-test serve --help lists the flags`, error);
  }
}
