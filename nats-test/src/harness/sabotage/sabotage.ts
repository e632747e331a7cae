import type { Decorations } from '../../server/decorations';

/** One way in which the embedded server is wrong on purpose, so that checkers can show that they see it. */
export interface Sabotage {
  /** As it is typed. */
  readonly name: string;
  /** What the server does wrong: a sentence with the server as its subject. */
  readonly wrong: string;
  /** Where it must show. */
  readonly scenario: SabotagedScenario;
  /** The checkers that must find the server invalid, and no others. */
  readonly red: readonly [SeeingChecker, ...SeeingChecker[]];
  /** What makes one server wrong; called once for each. */
  decorate(): Decorations;
}

/** Scenarios in which a sabotage shows. */
export type SabotagedScenario =
  | 'steady'
  | 'group-churn'
  | 'slow-members'
  | 'resume'
  | 'late-readers'
  | 'limits'
  | 'client-ids'
  | 'heartbeats'
  | 'accounts'
  | 'restart-memory'
  | 'restart-file';

/** Names of checkers that are to see a sabotage. */
export type SeeingChecker =
  | 'lost'
  | 'phantom'
  | 'aborted read'
  | 'duplicate entry'
  | 'inconsistent'
  | 'order'
  | 'publisher order'
  | 'redelivered after ack'
  | 'too early'
  | 'too late'
  | 'redelivery flag'
  | 'redelivery count'
  | 'queue exclusivity'
  | 'fairness'
  | 'max in flight'
  | 'durable resume'
  | 'durable deleted'
  | 'client ID exclusive'
  | 'client ID taken over'
  | 'evicted'
  | 'start position'
  | 'closed at once'
  | 'groups independent'
  | 'version order'
  | 'limits';
