/** The error texts of the wire, letter by letter: clients compare them. */
export const StreamingError = {
  invalidSubject: 'stan: invalid subject',
  invalidStart: 'stan: invalid start position',
  invalidSubscription: 'stan: invalid subscription',
  clientRegistered: 'stan: clientID already registered',
  clientMissing: 'stan: clientID missing',
  invalidClientId: 'stan: invalid clientID: only alphanumeric and `-` or `_` characters allowed',
  invalidAckWait: 'stan: invalid ack wait time, should be >= 1s',
  invalidMaxInFlight: 'stan: invalid MaxInflight, should be >= 1',
  invalidConnectRequest: 'stan: invalid connection request',
  invalidPublishRequest: 'stan: invalid publish request',
  invalidSubscriptionRequest: 'stan: invalid subscription request',
  invalidUnsubscribeRequest: 'stan: invalid unsubscribe request',
  invalidCloseRequest: 'stan: invalid close request',
  duplicateDurable: 'stan: duplicate durable registration',
  invalidDurableName:
    "stan: durable name of a durable queue subscriber can't contain the character ':'",
  unknownClient: 'stan: unknown clientID',
  channelDeleting: 'stan: channel is being deleted',
  /** Without the prefix, as the real store says it. */
  tooManyChannels: 'too many channels',
  tooManySubscriptions: 'too many subscriptions per channel',
  /** Limits of this server's own: the real one takes what the machine has. */
  tooManyClients: 'too many clients',
  nameTooLong:
    'name too long: a client ID, channel, inbox, queue group or durable name may have 4096 bytes',
  clientReplaced: 'client has been replaced or is no longer registered',
} as const;

/** Of a disk that is full or broken; the real server has the text of its store there. */
export type StoreFailure = `the store cannot be written: ${string}`;

/** One of the texts above, or one that names a client or what is wrong with the store. */
export type StreamingError =
  | (typeof StreamingError)[keyof typeof StreamingError]
  | `can't find clientID: ${string}`
  | StoreFailure;
