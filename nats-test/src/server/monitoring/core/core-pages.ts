import { viewGatewayz, viewLeafz, viewRoutez } from './cluster-views';
import { viewConnz } from './connz-view';
import type { CoreServer } from './core-server';
import { booleanOf } from './go-query';
import { viewSubsz } from './subsz-view';
import { viewVarz } from './varz-view';

/** The pages of core NATS, and how often each was asked for. */
export class CorePages {
  private readonly server: CoreServer;
  private readonly requests = new Map<string, number>(
    // `/leafz` joins them when it is first asked for, as in the real server.
    ['/', '/connz', '/gatewayz', '/routez', '/subsz', '/varz'].map((path) => [path, 0]),
  );

  constructor(server: CoreServer) {
    this.server = server;
  }

  /** Counts the index page, which needs no server to be shown. */
  countIndex(): void {
    this.count('/');
  }

  /**
   * What a page shows; undefined when there is no such page.
   * @throws BadQuery
   */
  view(path: string, query: URLSearchParams): object | undefined {
    const { broker } = this.server;
    switch (path) {
      case '/varz':
        this.count(path);
        return viewVarz(this.server, this.requestCounts());
      case '/connz':
        return viewConnz(broker, query, () => {
          this.count(path);
        });
      case '/routez':
        booleanOf(query, 'subs');
        this.count(path);
        return viewRoutez(broker);
      case '/gatewayz':
        this.count(path);
        booleanOf(query, 'accs');
        return viewGatewayz(broker);
      case '/leafz':
        this.count(path);
        booleanOf(query, 'subs');
        return viewLeafz(broker);
      case '/subsz':
      case '/subscriptionsz':
        this.count('/subsz');
        return viewSubsz(broker, query);
      default:
        return undefined;
    }
  }

  private count(path: string): void {
    this.requests.set(path, (this.requests.get(path) ?? 0) + 1);
  }

  private requestCounts(): Record<string, number> {
    return Object.fromEntries([...this.requests].sort(([a], [b]) => (a < b ? -1 : 1)));
  }
}
