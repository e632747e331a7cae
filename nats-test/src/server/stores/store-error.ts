/** A store that cannot be used. The message says which one, why, and what to do. */
export class StoreError extends Error {
  override readonly name = 'StoreError';
}
