import type { OpParser } from '../../protocol/nats/op-parser';
import type { Route, RouteTable } from './route-table';

/**
 * The routes of a client's latest message. Those of its next one are mostly the same, and then
 * nothing has to be looked up.
 */
export class LatestPub {
  /** See `PubHead.number`. */
  private routeHead = -1;
  private replyHead = -1;
  private lastRoute: Route | undefined;
  private lastReply: Route | undefined;

  /** Where the `PUB` that was just read goes. */
  route(routes: RouteTable, { head, bytes, subjectStart, subjectEnd }: OpParser): Route {
    const { lastRoute } = this;
    if (lastRoute && this.routeHead === head.number && routes.isCurrent(lastRoute)) {
      return lastRoute;
    }
    this.routeHead = head.number;
    return (this.lastRoute = routes.routeOfBytes(bytes, subjectStart, subjectEnd));
  }

  /** Where its answer goes, if its sender wants one. */
  reply(routes: RouteTable, { head, bytes, replyStart, replyEnd }: OpParser): Route | undefined {
    if (replyEnd === 0) return undefined;
    const { lastReply } = this;
    if (lastReply && this.replyHead === head.number && routes.isCurrent(lastReply)) {
      return lastReply;
    }
    this.replyHead = head.number;
    return (this.lastReply = routes.routeOfBytes(bytes, replyStart, replyEnd));
  }
}
