import type { LoadFlags } from './load-flags';
import type { Identity } from './plan';
import { PlanError } from './plan-error';
import { CLIENTS_MAX, count } from './read-flag';

/**
 * Who is to get the messages.
 * @throws PlanError
 */
export function readIdentities({ subscribers, queue = [], groups }: LoadFlags): Identity[] {
  const named = queue.map(readQueue);
  const many = groups === undefined ? [] : readGroups(groups);
  const all = [...named, ...many];
  const twice = all.find((it, at) => all.findIndex(({ queue: name }) => name === it.queue) < at);
  if (twice) throw new PlanError(`${twice.name} is there twice: give each group a name of its own`);
  // Whoever asks for groups wants no plain subscriber beside them.
  const plain = count('subscribers', subscribers ?? (all.length > 0 ? '0' : '1'), 0, CLIENTS_MAX);
  return [
    ...Array.from({ length: plain }, (_, at) => ({ name: `subscriber ${at + 1}`, members: 1 })),
    ...all,
  ];
}

function readQueue(text: string): Identity & { queue: string } {
  const [, name = '', members = '2'] = /^([\w.-]+)(?::(\d+))?$/.exec(text) ?? [];
  if (name === '') {
    throw new PlanError(
      `--queue ${text} is no queue group: type its name and how many members it has, as in --queue orders:3`,
    );
  }
  return groupOf(name, count('queue', members, 1, CLIENTS_MAX));
}

function readGroups(text: string): (Identity & { queue: string })[] {
  const [, groups, members] = /^(\d+)[x*](\d+)$/i.exec(text) ?? [];
  if (groups === undefined || members === undefined) {
    throw new PlanError(
      `--groups ${text} makes no sense: type how many groups, and members of each, as in --groups 30x3`,
    );
  }
  const size = count('groups', members, 1, CLIENTS_MAX);
  return Array.from({ length: count('groups', groups, 1, CLIENTS_MAX) }, (_, at) =>
    groupOf(`group-${at + 1}`, size),
  );
}

function groupOf(queue: string, members: number): Identity & { queue: string } {
  return { name: `queue group ${queue}`, queue, members };
}
