import { goQuote } from '../../base/go-error-text';
import { textFromSubject } from './subject';

/** The texts of `-ERR`, letter by letter: clients compare them. */
export const NatsError = {
  unknownOperation: 'Unknown Protocol Operation',
  payloadTooLarge: 'Maximum Payload Violation',
  lineTooLong: 'Maximum Control Line Exceeded',
  invalidSubject: 'Invalid Subject',
  invalidPublishSubject: 'Invalid Publish Subject',
  invalidProtocol: 'invalid client protocol',
  accountMissing: 'account missing',
  staleConnection: 'Stale Connection',
  authorizationViolation: 'Authorization Violation',
  authenticationTimeout: 'Authentication Timeout',
  tooManyConnections: 'maximum connections exceeded',
  tooManySubscriptions: 'maximum subscriptions exceeded',
} as const;

/** What a client gets that published where it may not. */
export function publishViolation(subject: string): string {
  return `Permissions Violation for Publish to ${goQuote(textFromSubject(subject))}`;
}

/**
 * What a client gets that subscribed to what it may not.
 * @param queue empty for a plain subscription
 */
export function subscribeViolation(subject: string, queue: string): string {
  const ofQueue = queue === '' ? '' : ` using queue ${goQuote(textFromSubject(queue))}`;
  return `Permissions Violation for Subscription to ${goQuote(textFromSubject(subject))}${ofQueue}`;
}

/** One of the texts above. */
export type NatsError = (typeof NatsError)[keyof typeof NatsError];
