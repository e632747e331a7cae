import type { CheckOptions } from './options';
export function readOptions(o: unknown): CheckOptions { return o as CheckOptions; }
