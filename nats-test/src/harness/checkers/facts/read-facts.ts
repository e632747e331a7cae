import type { History, Operation } from '../../history/operation';
import type { Facts } from './facts';
import { Links } from './links';
import { isLong, Pauses } from './pauses';
import { IdentityReader } from './read-identities';
import { PublicationReader } from './read-publications';
import { SessionReader } from './read-sessions';

/** Reads a history once, from its beginning to its end. */
export function readFacts(history: History): Facts {
  const sessions = new SessionReader();
  const identities = new IdentityReader();
  const publications = new PublicationReader();
  const links = new Links(history);
  const isGivenUp = (client: string, pause: Operation): boolean =>
    links.answeredSince(client, pause) === undefined;
  for (const operation of history) {
    if (operation.f === 'deliver' || ('id' in operation && operation.type === 'ok')) {
      sessions.hear(operation);
    }
    switch (operation.f) {
      case 'connect': {
        const replaced = sessions.connect(operation);
        if (replaced) identities.gone(operation, replaced);
        break;
      }
      case 'disconnect':
        identities.disconnect(operation, sessions.disconnect(operation));
        break;
      case 'publish':
        publications.publish(operation);
        break;
      case 'subscribe':
        identities.subscribe(operation, sessions.of(operation.client));
        break;
      case 'close':
      case 'unsubscribe':
        identities.end(operation);
        break;
      case 'deliver':
        publications.deliver(operation);
        identities.deliver(operation);
        break;
      case 'ack':
        identities.ack(operation);
        break;
      case 'freeze':
      case 'lost':
        identities.silence(operation, sessions.silence(operation));
        break;
      case 'registered': {
        const evicted = sessions.registered(operation);
        if (evicted) identities.gone(operation, evicted);
        break;
      }
      case 'pause':
        // A client that was given up would have been refused whatever it asked for later.
        if (isLong(operation)) sessions.pause(operation, isGivenUp);
        break;
      case 'ack lost':
      case 'thaw':
      case 'crash':
      case 'ping':
      case 'fault':
      case 'phase':
      case 'book':
      case 'end':
        break;
    }
  }
  publications.finish();
  return {
    history,
    endMs: history.at(-1)?.timeMs ?? 0,
    pauses: new Pauses(history),
    links,
    sessions: sessions.sessions,
    identities: identities.finish(),
    publications: publications.publications,
    channels: publications.channels,
    member: (subscription) => identities.members.get(subscription),
  };
}
