/** What would mend a listener. */
export interface Remedy {
  /** The name of the pattern: `idempotency`. */
  readonly pattern: string;
  /** What to do, in one or two sentences. */
  readonly text: string;
}

/** The patterns that mend listeners. The calls are those of node-nats-streaming. */
export const PATTERNS = {
  idempotency: {
    pattern: 'idempotency key',
    text:
      'Save the ID of the event together with the change, in one transaction. When the ID is there ' +
      'already, skip the event and call msg.ack(). An ID in the event will do, or its channel with ' +
      'msg.getSequence(). To what lies outside, such as a mail, hand the ID as its own key.',
  },
  idempotencyAtOnce: {
    pattern: 'idempotency key',
    text:
      'Save the ID of the event together with the change, in one transaction and under a unique ' +
      'key, so that the second of two at once fails. To look first and save later is not enough.',
  },
  noTrustInFlag: {
    pattern: 'what is saved, not the redelivered flag',
    text:
      'Where the handler skips an event for msg.isRedelivered(): the flag says that the server has ' +
      'sent it before, not that it has arrived. Look for its ID among what is saved instead.',
  },
  version: {
    pattern: 'version',
    text:
      'Have each event carry the version of what it changes. Take only the version that follows the ' +
      'saved one; msg.ack() and skip an older one; leave a newer one without an ack: it comes again.',
  },
  oneTransaction: {
    pattern: 'one transaction',
    text:
      'Save all that an event changes in one transaction, so that a crash leaves all of it or ' +
      'nothing. Call msg.ack() after the commit.',
  },
  lock: {
    pattern: 'optimistic lock',
    text:
      'Read and write in one transaction, or write only over what was read: UPDATE … WHERE version = ' +
      'the version that was read. When no row has changed, start again.',
  },
  oneInFlight: {
    pattern: 'max in flight 1',
    text:
      'Where one listener is enough: setMaxInFlight(1), so that the next event waits for the ack. It ' +
      'keeps no order between several members, since each has one event in flight.',
  },
  ackLast: {
    pattern: 'ack after the side effect',
    text:
      'setManualAckMode(true), and call msg.ack() only after the change has been saved (await it ' +
      'first). What was acknowledged never comes again.',
  },
  durable: {
    pattern: 'durable subscription',
    text:
      'setDurableName(NAME) and setDeliverAllAvailable(). Without a durable name the server forgets ' +
      'the subscription when the listener goes, and what is published meanwhile never comes.',
  },
  durableAgainstReplay: {
    pattern: 'durable subscription',
    text:
      'setDurableName(NAME). Without it the server forgets what was acknowledged when the listener ' +
      'goes, and each start gets all events again.',
  },
  deliverAll: {
    pattern: 'all that is available',
    text:
      'setDeliverAllAvailable(). Else the very first start gets only what is published after it; ' +
      'later starts of a durable subscription go on where it was.',
  },
  subscribeToAll: {
    pattern: 'a subscription for each channel',
    text:
      'Some events go to a channel to which the listener does not subscribe: have it subscribe to ' +
      'that one, too.',
  },
  stateInMemory: {
    pattern: 'state in the database',
    text:
      'What a listener keeps in memory (counters, caches, what was seen) is gone when it starts ' +
      'again: load it from the database in start, or ask the database for each event.',
  },
  close: {
    pattern: 'close, not unsubscribe',
    text:
      'Call stan.close() alone, or subscription.close() before it, when the listener stops. ' +
      'subscription.unsubscribe() deletes the durable subscription with all that it remembers.',
  },
  catchInHandler: {
    pattern: 'catch in the handler',
    text:
      'Wrap the handler in try and catch (with await inside), log the error, and do not call ' +
      'msg.ack(): the event comes again after the ack wait.',
  },
  park: {
    pattern: 'parking poison events',
    text:
      'When an event fails again and again (msg.isRedelivered(), and a count of your own), save it ' +
      'somewhere for people to look at and call msg.ack().',
  },
  listenToErrors: {
    pattern: 'listen to errors',
    text:
      "Add stan.on('error', …) and subscription.on('error', …): an error event that nobody listens " +
      'to ends the process.',
  },
  noExit: {
    pattern: 'no exit in the work',
    text:
      'Do not end the process over one event: log it and leave it without an ack, and it comes again ' +
      'after the ack wait. Call process.exit() only when the listener is to stop.',
  },
  noExitOnClose: {
    pattern: 'no exit with the connection',
    text:
      "process.exit() in the client's 'close' event ends the listener with its connection. Connect " +
      'with { reconnect: true, maxReconnectAttempts: -1 }, and exit only when it is to stop.',
  },
  ackEverywhere: {
    pattern: 'ack in every branch',
    text: 'Call msg.ack() on every way through the handler, also where it skips an event or returns early.',
  },
  ackAtAll: {
    pattern: 'ack',
    text:
      'Call msg.ack() when the change has been saved: with setManualAckMode(true) nobody else does. ' +
      'Until then the server sends the event again after each ack wait.',
  },
  moreTime: {
    pattern: 'more time',
    text:
      'A handler that is right and takes longer than 2 s is not waited for: give the option quietMs, ' +
      'in milliseconds, with more than the slowest handler takes.',
  },
  ackWait: {
    pattern: 'longer ack wait',
    text:
      'setAckWait(MILLISECONDS) with more than the slowest handler takes, in whole seconds. Or save ' +
      'the event first, call msg.ack(), and do the slow work after that.',
  },
  closeOnStop: {
    pattern: 'close on SIGTERM',
    text:
      "Call stan.close() when the listener stops: process.on('SIGTERM', () => stan.close()), and the " +
      'same in stop. Else the server takes the old client for alive for a while.',
  },
  freshClientId: {
    pattern: 'client ID per process',
    text:
      'In a queue group take another client ID at each start, such as the name of the pod: a durable ' +
      'queue group is found again without it.',
  },
  ownClientId: {
    pattern: 'client ID per member',
    text:
      'Give each member a client ID of its own: connect with the clientId that start is given, or ' +
      'NATS_CLIENT_ID, and not with a fixed one.',
  },
  startAgain: {
    pattern: 'start on what is there',
    text:
      'Have start cope with what an earlier start has left: tables, files and locks that exist ' +
      'already. createState runs once, start after every crash.',
  },
  stopInTime: {
    pattern: 'stop that ends',
    text:
      "Have stop call stan.close() and resolve at the client's 'close' event. It must not wait for " +
      'events that are not acknowledged: they come again at the next start.',
  },
} as const satisfies Readonly<Record<string, Remedy>>;
