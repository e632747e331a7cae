/** A listener can't be checked as it was given. The message says why, where, and what to do. */
export class CheckSetupError extends Error {
  override readonly name = 'CheckSetupError';
}
