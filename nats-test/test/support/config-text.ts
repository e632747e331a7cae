import type { Surroundings } from '../../src/base/surroundings';

/** Surroundings with these files and variables, and no others. */
export function surroundingsOf(
  files: Readonly<Record<string, string>> = {},
  variables: Readonly<Record<string, string>> = {},
): Surroundings {
  return {
    readFile: (path) => {
      const text = Object.hasOwn(files, path) ? files[path] : undefined;
      if (text !== undefined) return text;
      throw Object.assign(new Error('none'), { code: 'ENOENT', syscall: 'open' });
    },
    env: (name) => (Object.hasOwn(variables, name) ? variables[name] : undefined),
  };
}
