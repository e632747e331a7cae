/** A line that is not what it must be. The message says what of it, and leaves the line to others. */
export class LineProblem extends Error {
  override readonly name = 'LineProblem';
}
