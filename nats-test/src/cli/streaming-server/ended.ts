/** The process ends with this status, and has said why. */
export class Ended extends Error {
  override readonly name = 'Ended';
  readonly exitStatus: number;

  constructor(exitStatus: number) {
    super(`ends with ${exitStatus}`);
    this.exitStatus = exitStatus;
  }
}
