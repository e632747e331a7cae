/** Why a connection was closed, as `/connz?state=closed` says it. */
export const CloseReason = {
  clientClosed: 'Client Closed',
  readError: 'Read Error',
  parseError: 'Parse Error',
  protocolViolation: 'Protocol Violation',
  badProtocolVersion: 'Bad Client Protocol Version',
  staleConnection: 'Stale Connection',
  slowConsumerPendingBytes: 'Slow Consumer (Pending Bytes)',
  slowConsumerWriteDeadline: 'Slow Consumer (Write Deadline)',
  authenticationFailure: 'Authentication Failure',
  authenticationTimeout: 'Authentication Timeout',
  tlsHandshakeFailure: 'TLS Handshake Failure',
  payloadTooLarge: 'Maximum Message Payload Exceeded',
  lineTooLong: 'Maximum Control Line Exceeded',
  tooManyConnections: 'Maximum Connections Exceeded',
  serverShutdown: 'Server Shutdown',
} as const;

/** One of the texts above. */
export type CloseReason = (typeof CloseReason)[keyof typeof CloseReason];
