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

/** One of the texts above. */
export type NatsError = (typeof NatsError)[keyof typeof NatsError];
