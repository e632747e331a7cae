import type { Explored } from '../verdict';
import { howMany, listed } from './words';

/** `200 schedules with 812 deliveries, 240 redeliveries and 96 crashes`. */
export function describeExplored(explored: Explored): string {
  const met = parts(explored).filter(({ amount }) => amount > 0);
  const schedules = howMany(explored.schedules, 'schedule');
  if (met.length === 0) return schedules;
  return `${schedules} with ${listed(met.map(({ amount, one, many }) => howMany(amount, one, many)))}`;
}

/** What never happened: `server restarts`; empty when all did. */
export function describeMissing(explored: Explored): string {
  const missing = parts(explored).filter(({ amount }) => amount === 0);
  return listed(
    missing.map(({ many }) => many),
    'or',
  );
}

function parts(explored: Explored): { amount: number; one: string; many: string }[] {
  return [
    { amount: explored.deliveries, one: 'delivery', many: 'deliveries' },
    { amount: explored.redeliveries, one: 'redelivery', many: 'redeliveries' },
    { amount: explored.reorderings, one: 'event out of order', many: 'events out of order' },
    { amount: explored.overlaps, one: 'overlap', many: 'overlaps' },
    { amount: explored.lostAcks, one: 'lost ack', many: 'lost acks' },
    { amount: explored.crashes, one: 'crash', many: 'crashes' },
    { amount: explored.listenerRestarts, one: 'restart', many: 'restarts' },
    { amount: explored.serverRestarts, one: 'server restart', many: 'server restarts' },
  ];
}
