/** Something that had to happen did not. The message says what, and what is known of why. */
export class StepError extends Error {
  override readonly name = 'StepError';
}
