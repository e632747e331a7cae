import { readFileSync } from 'node:fs';

/** What a program finds around it, handed in so that tests can make their own. */
export interface Surroundings {
  /**
   * A file as text.
   * @throws Error of the system
   */
  readonly readFile: (path: string) => string;
  /** A variable of the environment; undefined when it is not set. */
  readonly env: (name: string) => string | undefined;
}

/** The machine's files and the environment of this process. */
export const systemSurroundings: Surroundings = {
  readFile: (path) => readFileSync(path, 'utf8'),
  env: (name) => process.env[name],
};
