/*
 * What a bench is to do, read from the command line and validated once. Nothing behind this looks at
 * the words that were typed.
 */

/** What load is put on. */
export type Target =
  | { readonly kind: 'embedded' }
  | { readonly kind: 'process'; readonly path: string }
  | { readonly kind: 'url'; readonly url: string };
