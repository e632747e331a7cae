import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** A dialogue of a client, as it is written down in `test/fuzz/corpus`. */
export interface Session {
  readonly name: string;
  /** What the client sends; names in braces stand for subjects of the server. */
  readonly bytes: Buffer;
  /** Whether the same bytes are always answered by the same bytes, but for the greeting. */
  readonly isRepeatable: boolean;
}

const FOLDER = join(__dirname, 'corpus');

/** All sessions: one line each line, `\x1b` for bytes that are no text. */
export function readCorpus(): Session[] {
  return readdirSync(FOLDER)
    .sort()
    .map((file) => {
      const text = readFileSync(join(FOLDER, file), 'latin1');
      const bytes = text
        .replaceAll('\n', '\r\n')
        .replace(/\\x([0-9a-f]{2})/g, (_, hex: string) => String.fromCharCode(parseInt(hex, 16)));
      return {
        name: file.replace(/\.txt$/, ''),
        bytes: Buffer.from(bytes, 'latin1'),
        isRepeatable: !/\{[a-zA-Z]+\}/.test(text),
      };
    });
}
