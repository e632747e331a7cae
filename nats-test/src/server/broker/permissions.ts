import { hasWildcard, matchesSubject } from '../../protocol/nats/subject';

/** Subjects that a user may use or not; an entry for subscriptions may name a queue group: `foo group`. */
export interface SubjectRules {
  /** Left out or empty: all. */
  readonly allow?: readonly string[];
  /** Outranks what is allowed. */
  readonly deny?: readonly string[];
}

/** What a user may do; what is left out, anything. */
export interface PermissionSettings {
  readonly publish?: SubjectRules;
  readonly subscribe?: SubjectRules;
}

interface Entry {
  readonly subject: string;
  /** Undefined: any, and plain subscriptions. */
  readonly queue: string | undefined;
}

/** Decides what a user may publish and subscribe to. Subjects are as the broker keeps them. */
export class Permissions {
  private readonly publish: SubjectRules;
  private readonly subscribeAllow: readonly Entry[] | undefined;
  private readonly subscribeDeny: readonly Entry[];

  constructor({ publish = {}, subscribe = {} }: PermissionSettings) {
    this.publish = publish;
    const allow = entries(subscribe.allow);
    this.subscribeAllow = allow.length > 0 ? allow : undefined;
    this.subscribeDeny = entries(subscribe.deny);
  }

  mayPublish(subject: string): boolean {
    const { allow = [], deny = [] } = this.publish;
    const isNamed = (pattern: string): boolean => matchesSubject(subject, pattern);
    return (allow.length === 0 || allow.some(isNamed)) && !deny.some(isNamed);
  }

  /** @param queue empty for a plain subscription */
  maySubscribe(subject: string, queue: string): boolean {
    const { subscribeAllow, subscribeDeny } = this;
    const isAllowed = !subscribeAllow || isListed(subscribeAllow, subject, queue);
    return isAllowed && !isListed(subscribeDeny, subject, queue);
  }

  /**
   * Whether a subscription makes it necessary to look at each message: a wildcard may stand for
   * subjects that are denied.
   */
  mustFilter(subject: string): boolean {
    return this.subscribeDeny.length > 0 && hasWildcard(subject);
  }

  /** Whether a message may be given to the user, who has such a subscription. */
  mayReceive(subject: string): boolean {
    return !this.subscribeDeny.some((it) => !it.queue && matchesSubject(subject, it.subject));
  }
}

/** With a queue group that entries for the subject name, only these count. */
function isListed(list: readonly Entry[], subject: string, queue: string): boolean {
  const here = list.filter((it) => matchesSubject(subject, it.subject));
  const ofGroups = here.flatMap((it) => it.queue ?? []);
  if (queue !== '' && ofGroups.length > 0) {
    return ofGroups.some((wanted) => queue === wanted || matchesSubject(queue, wanted));
  }
  return here.some((it) => it.queue === undefined);
}

function entries(list: readonly string[] = []): Entry[] {
  return list.flatMap((text) => {
    const [subject, queue, ...more] = text.trim().split(/\s+/);
    // Nobody could match it; the real server says so in its log.
    return subject === undefined || more.length > 0 ? [] : { subject, queue };
  });
}
