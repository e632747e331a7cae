import { badUsage } from './command-error';

/** What was typed after `nats-test serve`, taken apart. */
export interface ServeFlags {
  readonly wanted: 'server' | 'help' | 'version';
  /** The file of `--manifest`. */
  readonly manifest: string | undefined;
  /** All else, as it was typed: the flags of the real server. */
  readonly typed: readonly string[];
}

const HELP = /^(--?h|--?help)$/;
const VERSION = /^(--?v|--?version)$/;
const MANIFEST = /^--?manifest(?:=(.*))?$/s;

/**
 * Takes out what only this `serve` knows. It goes by the same rules as the real server's flags: one
 * dash or two, `-name value` or `-name=value`.
 * @throws CommandError, bad usage: `--manifest` without a file
 */
export function readServeFlags(words: readonly string[]): ServeFlags {
  let wanted: ServeFlags['wanted'] = 'server';
  let manifest: string | undefined;
  const typed: string[] = [];
  for (let i = 0; i < words.length; i++) {
    const word = words[i] ?? '';
    const asManifest = MANIFEST.exec(word);
    if (asManifest) {
      manifest = asManifest[1] ?? words[++i] ?? '';
      if (manifest === '')
        throw badUsage('--manifest needs a file: nats-test serve --manifest FILE');
    } else if (HELP.test(word)) wanted = 'help';
    else if (VERSION.test(word)) wanted = 'version';
    else typed.push(word);
  }
  return { wanted, manifest, typed };
}
