import { randomUUID } from 'node:crypto';

import {
  decodeMsgProto,
  StartPosition,
  wire,
  type SubscriptionRequest,
} from '../support/stan-wire';
import type { Arena } from './arena';
import { Player, type Part } from './cast';
import type { Account, Observation, Seen } from './observation';
import { schedule, type Timed } from './schedule';
import type { Sequence, Start, Step, SubscribeStep, Which } from './step';

/** Between two moments: what was sent in either is on the right side of a start position there. */
const BEFORE_MOMENT_MS = 40;
const NS_PER_MS = 1_000_000;

/** Plays a sequence on a server and notes what its clients see. */
export async function play(sequence: Sequence, arena: Arena): Promise<Account> {
  const stage = new Stage(sequence, arena);
  try {
    return await stage.run();
  } finally {
    await stage.clear();
  }
}

class Stage {
  private readonly sequence: Sequence;
  private readonly arena: Arena;
  private readonly players = new Map<number, Player>();
  private readonly parts = new Map<number, Part>();
  /** Everyone that there was, for the end. */
  private readonly cast = new Set<Player>();
  private readonly allParts: Part[] = [];
  private seen: Seen[] = [];
  private published = 0;
  private named = 0;
  private lateMs = 0;
  private moments: readonly number[] = [];

  constructor(sequence: Sequence, arena: Arena) {
    this.sequence = sequence;
    this.arena = arena;
  }

  async run(): Promise<Account> {
    const observations: Observation[] = [];
    for (const timed of schedule(this.sequence)) {
      await this.arena.until(timed.atMs);
      this.noteLate(timed.atMs);
      this.moments = timed.moments;
      const answers = await this.perform(timed);
      await this.settle(timed.step);
      this.noteLate(timed.endMs);
      observations.push({ step: timed.index, answers, seen: this.seen });
      this.seen = [];
    }
    return { observations, lateMs: this.lateMs };
  }

  /** Leaves nothing behind on a server that others use, too. */
  async clear(): Promise<void> {
    for (const player of this.cast) player.nats.destroy();
    const names = new Set([...this.cast].map((player) => player.clientId));
    await this.arena.referee.signOff([...names]);
  }

  private noteLate(atMs: number): void {
    this.lateMs = Math.max(this.lateMs, this.arena.nowMs() - atMs);
  }

  private async settle(step: Step): Promise<void> {
    const live = [...this.cast].filter((player) => player.isConnected);
    const flush = (): Promise<unknown> => Promise.all(live.map((player) => player.nats.flush()));
    if (step.do === 'ack' || step.do === 'ack sequence') await flush();
    if (step.do === 'subscribe') await this.arena.referee.subscriptionsAreDone(this.arena.lane);
    else await this.arena.referee.acksAreDone();
    await flush();
  }

  private async perform({ step, endMs }: Timed): Promise<string[]> {
    switch (step.do) {
      case 'connect':
        return this.connect(step.client, endMs);
      case 'subscribe':
        return this.subscribe(step);
      case 'publish':
        return this.publish(step.client, step.channels);
      case 'ack':
        this.ack(step.sub, step.which, step.of);
        return [];
      case 'ack sequence':
        this.sendAcks(this.parts.get(step.sub), [step.sequence]);
        return [];
      case 'close':
        return this.leave(step.sub, false);
      case 'unsubscribe':
        return this.leave(step.sub, true);
      case 'wait':
        await this.arena.until(endMs);
        return [];
      case 'restart':
        return this.restart(endMs);
      case 'kill':
      case 'freeze':
      case 'thaw':
      case 'reconnect':
      case 'sign off':
      case 'ping':
        return this.turnPlayer(step.do, step.client);
    }
  }

  private async connect(client: number, endMs: number): Promise<string[]> {
    const player = await Player.open(this.arena, `${this.arena.lane}-${client}`);
    this.cast.add(player);
    const answered = player.connect();
    await this.arena.until(endMs);
    const error = await answered;
    if (error === '') this.players.set(client, player);
    else player.kill();
    return [error];
  }

  private async turnPlayer(
    verb: 'kill' | 'freeze' | 'thaw' | 'reconnect' | 'sign off' | 'ping',
    client: number,
  ): Promise<string[]> {
    const player = this.players.get(client);
    if (player === undefined) return [];
    if (verb === 'reconnect') {
      await player.reconnect();
      return [];
    }
    if (!player.isConnected) return [];
    switch (verb) {
      case 'kill':
        player.kill();
        return [];
      case 'freeze':
      case 'thaw':
        player.answers = verb === 'thaw';
        return [];
      case 'ping':
        return [
          await player.request(
            player.server.pingRequests,
            wire.ping.encode({ connID: player.connId }),
            (answer) => wire.pingResponse.decode(answer).error,
          ),
        ];
      case 'sign off':
        return [
          await player.request(
            player.server.closeRequests,
            wire.closeRequest.encode({ clientID: player.clientId }),
            (answer) => wire.closeResponse.decode(answer).error,
          ),
        ];
    }
  }

  private channelName(channel: number): string {
    return `${this.arena.lane}.c${channel}`;
  }

  private async publish(client: number, channels: readonly number[]): Promise<string[]> {
    const player = this.players.get(client);
    if (!player?.isConnected) return [];
    const send = (channel: number): Promise<string> => {
      const subject = this.channelName(channel);
      const message = {
        clientID: player.clientId,
        guid: randomUUID(),
        subject,
        data: Buffer.from(`m${String(++this.published).padStart(3, '0')}`),
        connID: player.connId,
      };
      return player.request(
        `${player.server.pubPrefix}.${subject}`,
        wire.pubMsg.encode(message),
        (answer) => wire.pubAck.decode(answer).error,
      );
    };
    const { flavour } = this.sequence;
    if (flavour !== 'messages' && flavour !== 'bytes') return Promise.all(channels.map(send));
    // A limit that is passed within a burst takes messages that were delivered, or were not: that is free.
    const answers: string[] = [];
    for (const channel of channels) answers.push(await send(channel));
    return answers;
  }

  private async subscribe(step: SubscribeStep): Promise<string[]> {
    const player = this.players.get(step.client);
    if (!player?.isConnected || this.parts.get(step.sub)?.isOpen) return [];
    const channel = step.channel;
    const subject = this.channelName(channel);
    const inbox = `_INBOX.${randomUUID()}`;
    const name = `${step.sub}#${++this.named}`;
    const { request, group } = this.requestOf(step, player);
    const unacked: number[] = [];
    player.listen(inbox, ({ payload }) => {
      const message = decodeMsgProto(payload);
      if (!unacked.includes(message.sequence)) unacked.push(message.sequence);
      const one: Seen = {
        sub: name,
        ...(group === undefined ? {} : { group }),
        members: group === undefined ? 0 : this.membersOf(group),
        channel: message.subject.replace(`${this.arena.lane}.`, ''),
        sequence: message.sequence,
        data: message.data.toString(),
        redelivered: message.redelivered,
        count: message.redeliveryCount,
        timestamp: String(message.timestamp),
      };
      this.seen.push(this.arena.retouch?.(one) ?? one);
    });
    let ackInbox = '';
    const error = await player.request(
      player.server.subRequests,
      wire.subscriptionRequest.encode({ inbox, subject, ...request }),
      (answer) => {
        const response = wire.subscriptionResponse.decode(answer);
        ackInbox = response.ackInbox;
        return response.error;
      },
    );
    if (ackInbox !== '') {
      const part = { name, player, channel: subject, group, ackInbox, isOpen: true, unacked };
      this.parts.set(step.sub, part);
      this.allParts.push(part);
    }
    return [error.replaceAll(this.arena.lane, 'LANE')];
  }

  private membersOf(group: string): number {
    return this.allParts.filter((part) => part.isOpen && part.group === group).length;
  }

  private requestOf(
    step: SubscribeStep,
    player: Player,
  ): { request: SubscriptionRequest; group: string | undefined } {
    const { kind, flaw } = step;
    const isQueue = kind === 'queue' || kind === 'durable queue';
    const isDurable = kind === 'durable' || kind === 'durable queue';
    const durableName = flaw === 'durable name' ? `d:${step.name}` : `d${step.name}`;
    const request: SubscriptionRequest = {
      clientID: flaw === 'client' ? `${player.clientId}-nobody` : player.clientId,
      maxInFlight: flaw === 'max in flight' ? 0 : step.maxInFlight,
      ackWaitInSecs: flaw === 'ack wait' ? 0 : step.ackWaitSecs,
      ...this.startOf(step.start),
      ...(isQueue ? { qGroup: `q${step.name}` } : {}),
      ...(isDurable ? { durableName } : {}),
      ...(flaw === 'channel' ? { subject: `${this.arena.lane}..*` } : {}),
      ...(flaw === 'start' ? { startPosition: 5 } : {}),
    };
    const group = isQueue
      ? `c${step.channel} ${isDurable ? `${durableName}:` : ''}q${step.name}`
      : undefined;
    return { request, group };
  }

  private startOf(start: Start): SubscriptionRequest {
    switch (start.at) {
      case 'new':
        return { startPosition: StartPosition.newOnly };
      case 'last':
        return { startPosition: StartPosition.lastReceived };
      case 'first':
        return { startPosition: StartPosition.first };
      case 'sequence':
        return { startPosition: StartPosition.sequence, startSequence: start.sequence };
      case 'moments ago':
      case 'long ago':
      case 'future': {
        const moment = start.at === 'moments ago' ? this.moments[start.moments] : undefined;
        const agoMs = this.arena.nowMs() - (moment ?? -1000) + BEFORE_MOMENT_MS;
        const deltaMs = start.at === 'future' ? -60_000 : agoMs;
        return {
          startPosition: StartPosition.timeDelta,
          startTimeDelta: Math.round(deltaMs * NS_PER_MS),
        };
      }
    }
  }

  private ack(sub: number, which: Which, of: 'own' | 'group'): void {
    const part = this.parts.get(sub);
    if (part === undefined) return;
    const owners =
      of === 'group' && part.group !== undefined
        ? this.allParts.filter((other) => other.group === part.group)
        : [part];
    const unacked = owners.flatMap((owner) => owner.unacked);
    if (owners.length > 1) unacked.sort((a, b) => a - b);
    this.sendAcks(part, choose([...new Set(unacked)], which));
  }

  private sendAcks(part: Part | undefined, sequences: readonly number[]): void {
    if (!part?.player.isConnected) return;
    for (const sequence of sequences) {
      const ack = wire.ack.encode({ subject: part.channel, sequence });
      part.player.nats.publish(part.ackInbox, ack);
      for (const { unacked, group } of this.allParts) {
        if (unacked !== part.unacked && (group === undefined || group !== part.group)) continue;
        const at = unacked.indexOf(sequence);
        if (at >= 0) unacked.splice(at, 1);
      }
    }
  }

  private async leave(sub: number, forGood: boolean): Promise<string[]> {
    const part = this.parts.get(sub);
    if (!part?.player.isConnected) return [];
    const { player } = part;
    part.isOpen = false;
    return [
      await player.request(
        forGood ? player.server.unsubRequests : player.server.subCloseRequests,
        wire.unsubscribeRequest.encode({
          clientID: player.clientId,
          subject: part.channel,
          inbox: part.ackInbox,
        }),
        (answer) => wire.subscriptionResponse.decode(answer).error,
      ),
    ];
  }

  private async restart(endMs: number): Promise<string[]> {
    for (const player of this.cast) {
      player.kill();
      player.isStale = true;
    }
    for (const part of this.allParts) part.isOpen = false;
    await this.arena.restart();
    await this.arena.until(endMs);
    return [];
  }
}

function choose(sequences: readonly number[], which: Which): number[] {
  switch (which) {
    case 'all':
      return [...sequences];
    case 'oldest':
      return sequences.slice(0, 1);
    case 'newest':
      return sequences.slice(-1);
    case 'every other':
      return sequences.filter((_, place) => place % 2 === 0);
  }
}
