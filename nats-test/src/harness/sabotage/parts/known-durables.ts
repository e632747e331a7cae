import { identityOf, type Listener, type Roster } from '../../../server/tap/roster';

/** Which durables have been there before, so that whoever comes under their names resumes them. */
export class KnownDurables {
  private readonly known = new Set<string>();
  private readonly roster: Roster;

  constructor(roster: Roster) {
    this.roster = roster;
  }

  /**
   * Takes in one that has just subscribed.
   * @returns the identity that it has resumed; undefined when it began, or joined others
   */
  resumedBy(listener: Listener): string | undefined {
    const identity = listener.durable === '' ? undefined : identityOf(listener);
    if (identity === undefined || this.roster.membersWith(listener).length > 1) return undefined;
    const isResumed = this.known.has(identity);
    this.known.add(identity);
    return isResumed ? identity : undefined;
  }

  /** Takes note that one leaves; for good, it takes the durable with it, if it is the last one. */
  leaves(listener: Listener, forGood: boolean): void {
    if (!forGood || this.roster.membersWith(listener).length > 1) return;
    this.known.delete(identityOf(listener) ?? '');
  }
}
