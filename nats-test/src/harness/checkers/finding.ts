import type { Operation } from '../history/operation';
import type { Finding } from './checker';

/** What is said of one life of the server. */
export interface Judged extends Finding {
  /** Unknown, since there was nothing to judge; another life may have had more. */
  readonly isVacuous?: true;
}

/** All that there was to judge is as it must be. */
export function valid(seen: string): Finding {
  return { verdict: 'valid', seen, proof: [] };
}

/** There was too little to judge. @param missing what was missing, in a few plain words */
export function unknown(missing: string, ...proof: readonly (Operation | undefined)[]): Finding {
  return { verdict: 'unknown', seen: missing, proof: inOrder(proof) };
}

/** There was nothing to judge at all. @param missing what was missing, in a few plain words */
export function vacuous(missing: string): Judged {
  return { verdict: 'unknown', seen: missing, proof: [], isVacuous: true };
}

/** Something must not be as it is. @param proof the operations that show it, in any order */
export function invalid(seen: string, ...proof: readonly (Operation | undefined)[]): Finding {
  return { verdict: 'invalid', seen, proof: inOrder(proof) };
}

function inOrder(operations: readonly (Operation | undefined)[]): Operation[] {
  const there = new Set(operations.filter((operation) => operation !== undefined));
  return [...there].sort((a, b) => a.index - b.index);
}
