/** Before the cluster ID, where clients send connect requests. */
export const DISCOVER_PREFIX = '_STAN.discover';

/** Where clients send their requests. */
export interface StreamingSubjects {
  /** Connect requests; the only one a client knows beforehand. */
  readonly discover: string;
  readonly pings: string;
  /** Before the channel's name. */
  readonly publishPrefix: string;
  readonly subscribe: string;
  readonly unsubscribe: string;
  readonly subscriptionClose: string;
  readonly close: string;
}

/**
 * The subjects of one start of a server.
 * @param startId new for each fresh start (0.17.0), so that a client which survives the loss of a
 *   memory store publishes into nothing instead of into a server that does not know it
 * @param discoverPrefix before the cluster ID, where clients send connect requests
 */
export function streamingSubjects(
  clusterId: string,
  startId: string,
  discoverPrefix = DISCOVER_PREFIX,
): StreamingSubjects {
  return {
    discover: `${discoverPrefix}.${clusterId}`,
    pings: `${discoverPrefix}.${clusterId}.pings`,
    publishPrefix: `_STAN.pub.${startId}`,
    subscribe: `_STAN.sub.${startId}`,
    unsubscribe: `_STAN.unsub.${startId}`,
    subscriptionClose: `_STAN.subclose.${startId}`,
    close: `_STAN.close.${startId}`,
  };
}
