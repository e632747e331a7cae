import { inspect } from 'node:util';
export function describeReport(r: unknown, _: any): string { return inspect(r, { depth: 6, breakLength: 140 }); }
