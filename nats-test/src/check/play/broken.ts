import type { FailureKind } from '../verdict';

/** A listener has failed: the play ends here. */
export class Broken extends Error {
  readonly kind: FailureKind;

  /** @param message what is wrong, in one sentence without an end */
  constructor(kind: FailureKind, message: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.kind = kind;
  }
}
