import { inspect } from 'node:util';

import { CheckSetupError } from './setup-error';

/** Sees that no schedule goes on with what one before has left in a state. */
export class FreshStates {
  private readonly looks = new Map<object, string>();

  /**
   * @param state data through and through, which has just been made
   * @throws CheckSetupError when it has been made before and looked another way then
   */
  see(state: unknown): void {
    if (typeof state !== 'object' || state === null) return;
    const look = inspect(state, { depth: 5 });
    const before = this.looks.get(state);
    if (before !== undefined && before !== look) {
      throw new CheckSetupError(
        'createState gives the same state each time, with what the schedule before has left in it: ' +
          'have it make a new one, as in createState: () => ({ balance: 0 })',
      );
    }
    this.looks.set(state, look);
  }
}
