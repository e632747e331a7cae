import { realpathSync } from 'node:fs';
import { join, resolve } from 'node:path';

/** Where npm goes to run this package's scripts. */
const PACKAGE = realpathSync(join(__dirname, '..', '..'));

/**
 * Where the user is: `npm run verify --prefix nats-test` changes to the package's folder, and tells
 * where it came from.
 * @param folder where this process is
 */
export function userFolder(folder: string, env: NodeJS.ProcessEnv = process.env): string {
  const { INIT_CWD: typedIn, npm_lifecycle_event: script } = env;
  return script !== undefined && typedIn && folder === PACKAGE ? typedIn : folder;
}

/** A path as the user means it, who may have typed it in another folder than this process is in. */
export function typedPath(path: string): string {
  return resolve(userFolder(process.cwd()), path);
}
