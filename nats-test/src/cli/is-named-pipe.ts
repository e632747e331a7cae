import { statSync } from 'node:fs';

/**
 * To open one waits for whoever is at its other end, maybe for ever, and hears no Ctrl+C. What can't be
 * looked at is none: who opens it says why.
 */
export function isNamedPipe(path: string): boolean {
  try {
    return statSync(path).isFIFO();
  } catch {
    return false;
  }
}
