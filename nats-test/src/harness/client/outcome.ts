/**
 * What came of a request. `fail` is definite: it did not happen. `info` is not: it may have
 * happened, as with a time-out.
 */
export type Outcome =
  { readonly type: 'ok' } | { readonly type: 'fail' | 'info'; readonly error: string };
