import { channelRoom } from './channel-room';
import { roundSchedule } from './load/round-schedule';
import type { LoadPlan, Plan } from './plan';
import { PlanError } from './plan-error';

/**
 * Refuses a backlog that a server with the limits it starts with would forget in part: the bench starts
 * servers like that. What a server keeps that runs already nobody knows here.
 * @throws PlanError
 */
export function refuseFullChannels({ targets, load }: Pick<Plan, 'targets' | 'load'>): void {
  if (!load.drain || targets.every(({ kind }) => kind === 'url')) return;
  const messages = Math.ceil(messagesOf(load) / load.channels);
  const room = channelRoom(load);
  if (messages <= room) return;
  throw new PlanError(
    `--drain would publish ${messages} messages to a channel, and a server that is started here keeps ${room} of that size: publish fewer with --messages, spread them with --channels, or name the URL of a server with a higher -mm and -mb`,
  );
}

function messagesOf({ extent, pace, warmUp }: LoadPlan): number {
  if (extent.kind === 'messages') return extent.messages;
  return pace.kind === 'rate' ? roundSchedule(pace.steps, warmUp, extent).total : 0;
}
