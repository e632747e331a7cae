import {
  isLiteralSubject,
  matchesSubject,
  subjectFromText,
  textFromSubject,
} from '../../../protocol/nats/subject';
import type { SubDetail, Subsz } from '../../../protocol/monitoring';
import type { Broker } from '../../broker/broker';
import type { Subscription } from '../../broker/subscription';
import { cut, limitOrDefault } from '../page';
import { BadQuery, booleanOf, integerOf } from './go-query';

/**
 * `/subsz`
 * @throws BadQuery
 */
export function viewSubsz(broker: Broker, query: URLSearchParams): Subsz {
  const wantsList = booleanOf(query, 'subs');
  const offset = integerOf(query, 'offset');
  const limit = limitOrDefault(integerOf(query, 'limit'));
  const test = query.get('test') ?? '';
  if (test !== '' && !isLiteralSubject(test)) {
    throw new BadQuery(`invalid test subject, must be valid publish subject: ${test}`);
  }
  const window = { offset: offset < 0n ? 0n : offset, limit };
  const list = wantsList ? cut(listed(broker, subjectFromText(test)), window) : [];
  const counts = countsOf(broker);
  if (list.length === 0) return counts;
  return {
    ...counts,
    total: list.length,
    offset: Number(window.offset),
    limit: Number(window.limit),
    subscriptions_list: list,
  };
}

function countsOf(broker: Broker): Subsz {
  const { routes } = broker.router;
  const fanouts = [...routes.fanouts()];
  const sum = fanouts.reduce((total, fanout) => total + fanout, 0);
  return {
    num_subscriptions: routes.count,
    num_cache: fanouts.length,
    num_inserts: routes.inserted,
    num_removes: routes.removed,
    num_matches: routes.lookups,
    cache_hit_rate: routes.lookups === 0 ? 0 : routes.lookupHits / routes.lookups,
    max_fanout: fanouts.reduce((max, fanout) => Math.max(max, fanout), 0),
    avg_fanout: sum === 0 ? 0 : sum / fanouts.length,
  };
}

/** @param test a subject that all of them must match; empty for no matter */
function listed(broker: Broker, test: string): SubDetail[] {
  const details: SubDetail[] = [];
  const add = (cid: number, subscriptions: Iterable<Subscription>): void => {
    for (const subscription of subscriptions) {
      if (test !== '' && !matchesSubject(test, subscription.subject)) continue;
      details.push(viewSubscription(subscription, cid));
    }
  };
  for (const { id, subscriptions } of broker.internals) add(id, subscriptions);
  for (const { id, subscriptions } of broker.connections) add(id, subscriptions.values());
  return details;
}

function viewSubscription(subscription: Subscription, cid: number): SubDetail {
  const { subject, queue, sid, messagesDelivered } = subscription;
  const max = subscription.kind === 'client' ? subscription.messagesMax : 0;
  return {
    subject: textFromSubject(subject),
    ...(queue === '' ? {} : { qgroup: textFromSubject(queue) }),
    sid: textFromSubject(sid),
    msgs: messagesDelivered,
    ...(max === 0 ? {} : { max }),
    cid,
  };
}
