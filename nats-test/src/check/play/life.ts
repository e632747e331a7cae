import type { Subscribed } from '../history';
import type { Listener } from '../listener/listener';
import type { Door } from '../../server/embedded-server';

/** One life of a member, from its start to its end, as the server sees it. */
export class Life {
  readonly member: string;
  readonly subscriptions: Subscribed[] = [];
  /** Client IDs under which the server has it. */
  readonly clientIds = new Set<string>();
  /** Client IDs that it has given back by a proper close. */
  readonly closedIds = new Set<string>();
  /** What the server said when it refused it. */
  refusal: string | undefined;
  /** Its network is gone: nothing goes to it, and nothing that it sends counts. */
  isCutOff = false;
  /** Its end was asked for: what it does from then on is no fault of its own. */
  isEnding = false;
  private readonly parts: { readonly listener: Listener; readonly door: Door };

  constructor(member: string, listener: Listener, door: Door) {
    this.member = member;
    this.parts = { listener, door };
  }

  get listener(): Listener {
    return this.parts.listener;
  }

  /** The server knows it no more, or never did. */
  get isSignedOff(): boolean {
    return [...this.clientIds].every((id) => this.closedIds.has(id));
  }

  /** At once: what is on its way is lost. */
  cutOff(): Promise<void> {
    this.isCutOff = true;
    this.isEnding = true;
    return this.parts.door.shut();
  }
}
