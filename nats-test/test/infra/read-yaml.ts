import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseAllDocuments } from 'yaml';

const topFolder = join(__dirname, '..', '..', '..');

/** The path on this machine of a file that is named from the top folder of the repository. */
export function pathFromTop(...names: string[]): string {
  return join(topFolder, ...names);
}

/** Every document of a YAML file, in order. Throws on bad YAML, a key given twice included. */
export function readYaml(...names: string[]): unknown[] {
  const text = readFileSync(pathFromTop(...names), 'utf8');
  return parseAllDocuments(text).map((document) => {
    const [error] = document.errors;
    if (error) throw error;
    return document.toJS() as unknown;
  });
}
