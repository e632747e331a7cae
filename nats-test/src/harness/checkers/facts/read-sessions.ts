import type { Operation, OperationOf } from '../../history/operation';
import type { Session } from './facts';
import { isRefusal } from './refusal';

/** Follows clients through a history. */
export class SessionReader {
  readonly sessions: Session[] = [];
  private readonly current = new Map<string, Session>();
  private readonly byRequest = new Map<number, Session>();
  private readonly silentById = new Map<string, Session>();
  private readonly heard = new Map<string, Operation>();
  /** Those that have not left, nor may have missed anything. */
  private readonly live = new Set<Session>();

  /** Of a client that the history has not seen connect, one that was always there. */
  of(client: string): Session {
    return this.current.get(client) ?? this.begin(client, client, undefined);
  }

  /** @returns the session that a successful connect has put an end to: the same ID, and silent */
  connect(operation: OperationOf<'connect'>): Session | undefined {
    const { client, clientId, id, type } = operation;
    if (type === 'invoke') {
      this.byRequest.set(id, this.begin(client, clientId, operation));
      return undefined;
    }
    const session = this.byRequest.get(id);
    if (session) session.answer = operation;
    if (type !== 'ok') return undefined;
    const replaced = this.silentById.get(clientId);
    this.silentById.delete(clientId);
    if (replaced) replaced.gone ??= operation;
    return replaced;
  }

  disconnect(operation: OperationOf<'disconnect'>): Session {
    const session = this.of(operation.client);
    if (operation.type === 'invoke') {
      session.endAsked ??= operation;
    } else if (operation.type === 'ok') {
      session.ended = operation;
      session.gone ??= operation;
      this.live.delete(session);
    } else if (isRefusal(operation)) {
      session.endAsked = undefined;
    } else {
      session.silent ??= session.endAsked;
      // It may be there still: who takes its ID later puts an end to it.
      this.silentById.set(session.clientId, session);
    }
    return session;
  }

  /** Something that has come from the server. */
  hear(operation: Operation): void {
    this.heard.set(operation.client, operation);
  }

  silence(operation: OperationOf<'freeze' | 'lost' | 'crash' | 'fault'>): Session {
    const session = this.of(operation.f === 'fault' ? operation.on : operation.client);
    // The connection was broken some time before that was noticed.
    if (operation.f === 'lost') {
      session.deafFrom ??= this.heard.get(operation.client) ?? session.asked ?? operation;
    }
    session.silent ??= operation;
    this.silentById.set(session.clientId, session);
    return session;
  }

  /** @returns the session that has ended by this, if any has */
  registered(operation: OperationOf<'registered'>): Session | undefined {
    const session = this.of(operation.client);
    if (operation.isRegistered || !session.silent || session.gone) return undefined;
    session.gone = operation;
    this.silentById.delete(session.clientId);
    return session;
  }

  /** @returns the session that the server does not know any more, if it has one */
  unknown(operation: OperationOf<'ping'>): Session | undefined {
    const session = this.of(operation.client);
    if (session.gone || session.endAsked) return undefined;
    session.silent ??= this.heard.get(operation.client) ?? session.answer ?? operation;
    session.gone = operation;
    this.silentById.delete(session.clientId);
    return session;
  }

  /** @param mayBeGivenUp whether the server may have let go of the client while the harness stood still */
  pause(
    operation: OperationOf<'pause'>,
    mayBeGivenUp: (client: string, pause: Operation) => boolean,
  ): void {
    for (const session of this.live) {
      if (session.deafFrom) this.live.delete(session);
      else if (mayBeGivenUp(session.client, operation)) session.deafFrom = operation;
    }
  }

  private begin(client: string, clientId: string, asked: Session['asked']): Session {
    const session: Session = {
      client,
      clientId,
      asked,
      answer: undefined,
      endAsked: undefined,
      ended: undefined,
      silent: undefined,
      deafFrom: undefined,
      gone: undefined,
    };
    this.sessions.push(session);
    this.live.add(session);
    this.current.set(client, session);
    return session;
  }
}
