/** What was asked for makes no sense. The message is a sentence without its full stop. */
export class PlanError extends Error {
  override readonly name = 'PlanError';
}
