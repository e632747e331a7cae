import type { Stan } from 'node-nats-streaming';

import { classifyConnectError, classifyError, connectProblemOf, textOf } from './classify';
import type {
  ConnectionOptions,
  Delivery,
  HarnessClient,
  HarnessSubscription,
  SubscribeOptions,
} from './harness-client';
import { openLink, type Link } from './library-link';
import { defaultTimeouts, libraryOptions, type Timeouts } from './library-options';
import type { Outcome } from './outcome';
import { OutstandingRequests, type Settle } from './outstanding-requests';
import { parseUrls, type ServerAddress } from './parse-url';
import { StanSubscription } from './stan-subscription';
import { libraryTerms } from './subscription-terms';

/** What a client tells without being asked. */
export interface ClientEvents {
  /**
   * The connection is over, though nobody asked for that: the server has gone or has let go of the
   * client, what it sent could not be read, or a listener has thrown. Told once; the client is ended.
   */
  lost(error: string): void;
}

/**
 * A client over node-nats-streaming. It does not reconnect, keeps nothing open when it ends, and settles
 * each request, however the server behaves.
 *
 * @param timeouts for those who can't wait as long as the defaults
 * @throws RangeError when the URL of the connection is none
 */
export function createClient(
  connection: ConnectionOptions,
  clientId: string,
  events: ClientEvents,
  timeouts: Partial<Timeouts> = {},
): HarnessClient {
  return new StanClient(connection, clientId, events, { ...defaultTimeouts, ...timeouts });
}

type State = 'new' | 'connecting' | 'connected' | 'leaving' | 'ended';

const notConnected: Outcome = { type: 'fail', error: 'The client is not connected' };

class StanClient implements HarnessClient {
  readonly clientId: string;
  private readonly connection: ConnectionOptions;
  private readonly addresses: readonly ServerAddress[];
  private readonly events: ClientEvents;
  private readonly timeouts: Timeouts;
  private readonly requests = new OutstandingRequests();
  private state: State = 'new';
  private link: Link | undefined;

  constructor(
    connection: ConnectionOptions,
    clientId: string,
    events: ClientEvents,
    timeouts: Timeouts,
  ) {
    this.connection = connection;
    this.addresses = parseUrls(connection.url);
    this.clientId = clientId;
    this.events = events;
    this.timeouts = timeouts;
  }

  async connect(): Promise<Outcome> {
    if (this.state !== 'new')
      throw new Error('connect() may be called once: create another client.');
    this.state = 'connecting';
    const errors: string[] = [];
    for (const address of this.addresses) {
      const outcome = await this.connectTo(address);
      if (outcome.type === 'ok') return outcome;
      errors.push(outcome.error);
      // The library would give up here; with several servers, one that is down is no reason to.
      if (outcome.type === 'info' || connectProblemOf(outcome.error) !== 'unreachable') {
        this.end('The client could not connect');
        return outcome;
      }
      // destroy() may have been called meanwhile.
      if (this.isEnded()) break;
    }
    this.end('The client could not connect');
    return { type: 'fail', error: errors.join('; ') };
  }

  publish(channel: string, data: string | Uint8Array): Promise<Outcome> {
    return this.ask((stan, settle) => {
      // It becomes part of a NATS subject, and a blank there would break the line of the protocol.
      if (channel === '' || /\s/.test(channel)) {
        settle({ type: 'fail', error: 'stan: invalid subject' });
        return;
      }
      stan.publish(channel, data, (error: unknown) => {
        settle(error === undefined ? { type: 'ok' } : classifyError(error));
      });
    });
  }

  async subscribe(
    channel: string,
    options: SubscribeOptions,
    onDelivery: (delivery: Delivery) => void,
  ): Promise<Outcome & { readonly subscription?: HarnessSubscription }> {
    const { link } = this;
    if (link === undefined || this.state !== 'connected') return notConnected;
    const terms = libraryTerms(link.stan, options);
    const subscription = new StanSubscription(
      {
        stan: link.stan,
        requests: this.requests,
        isConnected: () => this.state === 'connected',
        fail: (error) => this.lose(error),
      },
      onDelivery,
    );
    const outcome = await subscription.open(channel, terms, options.queue);
    return outcome.type === 'fail' ? outcome : { ...outcome, subscription };
  }

  async roundTrip(): Promise<Outcome> {
    const { link } = this;
    if (link === undefined || this.state !== 'connected') return notConnected;
    const { requestMs } = this.timeouts;
    let timer: NodeJS.Timeout | undefined;
    const outcome = await this.requests.ask((settle) => {
      timer = setTimeout(() => {
        settle({ type: 'info', error: `no answer to a ping within ${requestMs} ms` });
      }, requestMs);
      link.ping((error) => settle(error === undefined ? { type: 'ok' } : classifyError(error)));
    });
    clearTimeout(timer);
    return outcome;
  }

  ping(): Promise<Outcome> {
    const { link } = this;
    if (link === undefined || this.state !== 'connected') return Promise.resolve(notConnected);
    return this.requests.ask((settle) => {
      link.askStreaming(this.timeouts.requestMs, (refusal, error) => {
        if (error !== undefined) settle({ type: 'info', error: textOf(error) });
        else if (refusal === '') settle({ type: 'ok' });
        else settle({ type: 'fail', error: refusal });
      });
    });
  }

  async disconnect(): Promise<Outcome> {
    const outcome = await this.ask((stan, settle) => {
      this.state = 'leaving';
      // With no argument it is the connection that was closed, which says nothing of the request.
      stan.once('close', (error?: unknown) => {
        if (error === null) settle({ type: 'ok' });
        else settle(classifyError(error ?? 'The connection was closed'));
      });
      stan.close();
    });
    if (this.state === 'leaving') this.end('The client has said goodbye');
    return outcome;
  }

  destroy(): void {
    this.end('The client was destroyed');
  }

  private ask(send: (stan: Stan, settle: Settle) => void): Promise<Outcome> {
    const { link } = this;
    if (link === undefined || this.state !== 'connected') return Promise.resolve(notConnected);
    return this.requests.ask((settle) => send(link.stan, settle));
  }

  private async connectTo(address: ServerAddress): Promise<Outcome> {
    let timer: NodeJS.Timeout | undefined;
    const outcome = await this.requests.ask((settle) => {
      let wasAsked = false;
      const onBroken = (error: unknown): void => {
        // Only the first thing said counts; later on there is a connection to lose.
        settle(classifyConnectError(error, wasAsked));
        if (this.state !== 'connecting') this.lose(textOf(error));
      };
      timer = setTimeout(() => {
        const { host, port } = address;
        const waited = `${this.timeouts.greetingMs} ms`;
        onBroken(new Error(`Nothing of NATS came from ${host}, port ${port}, within ${waited}`));
      }, this.timeouts.greetingMs);
      try {
        const { clusterId } = this.connection;
        const options = libraryOptions(this.connection, address, this.timeouts);
        this.link = openLink(clusterId, this.clientId, address, options, {
          greeted: () => {
            wasAsked = true;
            clearTimeout(timer);
          },
          registered: () => {
            this.state = 'connected';
            settle({ type: 'ok' });
          },
          broken: onBroken,
        });
      } catch (error) {
        onBroken(error);
      }
    });
    clearTimeout(timer);
    if (outcome.type !== 'ok') this.releaseLink();
    return outcome;
  }

  /** The connection is over, and nobody has asked for that. */
  private lose(error: string): void {
    const wasConnected = this.state === 'connected';
    this.end(error);
    if (wasConnected) this.events.lost(error);
  }

  /** Settles what waits and lets go of all that is open. */
  private end(reason: string): void {
    if (this.isEnded()) return;
    this.state = 'ended';
    this.requests.settleAll({ type: 'info', error: reason });
    this.releaseLink();
  }

  private releaseLink(): void {
    this.link?.release();
    this.link = undefined;
  }

  private isEnded(): boolean {
    return this.state === 'ended';
  }
}
