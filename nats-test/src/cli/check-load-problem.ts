import { join, relative, resolve, sep } from 'node:path';

import { messageOf } from '../base/message-of';
import { oneLine } from '../base/one-line';
import { cut } from '../base/wrap';
import { placeOf } from '../check/caller';
import { shown } from '../check/option-rules';

/** The compiled files of this package. */
const OWN_FOLDER = join(__dirname, '..') + sep;

/** As much of a message of somebody else as fits into a sentence. */
const MESSAGE_LENGTH_MAX = 300;

/** What Babel says of a syntax error, with the place behind it. */
const PARSE_ERROR = /^ParseError: (.*?)\.?\s*\n\s*(.+):(\d+):\d+$/s;

const MISSING = /^Cannot find (?:module|package) '([^']+)'/;

/** Why a module could not be loaded: what is wrong, and in which line. */
export function loadProblem(error: unknown): string {
  const parse = PARSE_ERROR.exec(messageOf(error));
  if (parse) {
    const [, what = '', file = '', line = ''] = parse;
    return `${oneLine(what)} (${relative('', file)}:${line})`;
  }
  if (!(error instanceof Error)) {
    return `it throws ${shown(error)}, so that nobody can say where: have it throw an Error`;
  }
  const place = userPlace(error);
  return `${problemOf(error)}${place === undefined ? '' : ` (${place})`}`;
}

/**
 * Where in the code of the user an error comes from: `FILE:LINE`. The loader keeps lines as they are, but
 * not the columns of the first one.
 */
export function userPlace(error: unknown): string | undefined {
  const place = placeOf(error);
  if (place === undefined || resolve(place).startsWith(OWN_FOLDER)) return undefined;
  return place.replace(/:\d+$/, '');
}

/** The message of somebody else's error, on a line. */
export function shortMessage(error: unknown): string {
  return cut(oneLine(messageOf(error)), MESSAGE_LENGTH_MAX).replace(/\.$/, '');
}

function problemOf(error: Error & { code?: unknown; requireStack?: readonly string[] }): string {
  const missing = MISSING.exec(error.message)?.[1];
  // What a package lacks is not the user's import.
  const byPackage = error.requireStack?.[0]?.includes(`${sep}node_modules${sep}`) ?? false;
  if (missing === undefined || byPackage) return shortMessage(error);
  if (/^[./\\]|^[A-Za-z]:/.test(missing)) return `it imports '${missing}', which does not exist`;
  const name = /^(?:@[^/]+\/)?[^/]+/.exec(missing)?.[0] ?? missing;
  return `it imports '${missing}', which is not installed: npm install ${name}`;
}
