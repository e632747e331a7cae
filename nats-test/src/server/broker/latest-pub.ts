import type { OpParser } from '../../protocol/nats/op-parser';
import type { Route, RouteTable } from './route-table';

/** A route that serves again for as long as clients begin their `PUB` alike. */
class RouteOfHead {
  /** See `PubHead.number`. */
  private head = -1;
  private route: Route | undefined;

  /** @param start,end where its subject stands */
  get(routes: RouteTable, { head, bytes }: OpParser, start: number, end: number): Route {
    const { route } = this;
    if (route && this.head === head.number && routes.isCurrent(route)) return route;
    this.head = head.number;
    return (this.route = routes.routeOfBytes(bytes, start, end));
  }
}

/**
 * The routes of a client's latest message. Those of its next one are mostly the same, and then
 * nothing has to be looked up.
 */
export class LatestPub {
  private readonly routeOfSubject = new RouteOfHead();
  private readonly routeOfReply = new RouteOfHead();

  /** Where the `PUB` that was just read goes. */
  route(routes: RouteTable, parser: OpParser): Route {
    return this.routeOfSubject.get(routes, parser, parser.subjectStart, parser.subjectEnd);
  }

  /** Where its answer goes, if its sender wants one. */
  reply(routes: RouteTable, parser: OpParser): Route | undefined {
    if (parser.replyEnd === 0) return undefined;
    return this.routeOfReply.get(routes, parser, parser.replyStart, parser.replyEnd);
  }
}
