import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { encodeHistory } from '../history/ndjson';
import type { History } from '../history/operation';

/** Writes the history of a scenario. @returns the file */
export async function writeHistory(
  folder: string,
  header: { readonly runId: string; readonly scenario: string; readonly target: string },
  history: History,
): Promise<string> {
  const file = join(folder, `${header.scenario}.ndjson`);
  await writeFile(file, encodeHistory(history, header));
  return file;
}
