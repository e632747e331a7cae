import type { PlannedFault } from '../../generators/plan';
import type { ServerFault } from '../../history/fault';
import type { ServerControl, Target } from '../../target/target';
import type { Waiting } from '../../../base/waiting';
import type { Arena } from './arena';

type Planned = PlannedFault & { readonly fault: ServerFault };

/** Between two questions to a cluster without a leader. */
const POLL_MS = 100;
/** For so long a cluster may be without a leader before a fault that is for the leader is left out. */
const LEADER_MS = 10_000;

/**
 * Strikes a server, or a node of a cluster, and sees that it is well again.
 * @param healing ends it before its time
 * @throws TargetError when a server does not come back
 */
export async function strikeServer(
  arena: Arena,
  planned: Planned,
  healing: Waiting,
): Promise<void> {
  const { control } = arena.target;
  if (!control || healing.endedBy !== undefined) return;
  const node = await nodeOf(arena, control, planned.on, healing);
  if (node === undefined) return;
  const { fault } = planned;
  const place = {
    on: node,
    ...(control.nodes.length > 1 ? { isLeader: planned.on === 'leader' } : {}),
    ...(isWiped(fault, arena.target) ? { isWiped: true } : {}),
    ...(fault === 'clock' ? { ms: planned.ms?.[0] ?? 0 } : {}),
  };
  arena.note({ f: 'fault', type: 'ok', client: '', fault, state: 'begins', ...place });
  await strike(control, node, planned, healing);
  arena.note({ f: 'fault', type: 'ok', client: '', fault, state: 'ends', ...place });
}

async function strike(
  control: ServerControl,
  node: string,
  { fault, forMs, ms }: Planned,
  healing: Waiting,
): Promise<void> {
  switch (fault) {
    case 'freeze':
      control.freeze(node);
      await healing.pause(forMs);
      control.thaw(node);
      return;
    case 'clock':
      control.jumpClock?.(ms?.[0] ?? 0);
      return;
    case 'kill':
    case 'wipe':
    case 'restart':
      await (fault === 'restart' ? control.stop(node) : control.kill(node));
      await healing.pause(forMs);
      await control.start(node, fault !== 'wipe');
      return;
  }
}

/** One node of several has all again from the others. */
function isWiped(fault: ServerFault, { store, control }: Target): boolean {
  if (fault === 'freeze' || fault === 'clock' || control?.nodes.length !== 1) return false;
  return fault === 'wipe' || store === 'memory';
}

async function nodeOf(
  { recorder, waiting }: Arena,
  control: ServerControl,
  on: string,
  healing: Waiting,
): Promise<string | undefined> {
  if (control.nodes.length === 1) return control.nodes[0];
  const untilMs = recorder.elapsedMs + LEADER_MS;
  while (recorder.elapsedMs < untilMs && waiting.endedBy === undefined) {
    if (healing.endedBy !== undefined) return undefined;
    const leader = await control.leader();
    if (leader !== undefined) {
      return on === 'leader' ? leader : control.nodes.find((node) => node !== leader);
    }
    await healing.pause(POLL_MS);
  }
  return undefined;
}
