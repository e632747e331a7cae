import { Duplex } from 'node:stream';

import { createMonitoringServer } from '../../src/server/monitoring/http-server';
import { createPages } from '../../src/server/monitoring/pages';
import { processFacts } from '../../src/base/process-facts';
import type { TestPeer } from '../support/broker-pair';
import {
  openStreaming,
  type StreamingStage,
  type TestStan,
  type TestSubscription,
} from '../support/streaming-stage';
import type { BytesCase, Case, PageCase, RequestCase } from './case';

/** Few, so that hostile clients reach it. */
const CHANNELS_MAX = 12;
const LIMITS = {
  channelsMax: CHANNELS_MAX,
  subscriptionsMax: 50,
  msgsMax: 1000,
  bytesMax: 4_000_000,
  ageMsMax: 0,
  inactivityMsMax: 60_000,
};
/** Until clients that do not answer are gone (the stage's heartbeats: 30 s), and then their channels. */
const UNTIL_ALL_IS_GONE_MS = 31_000 + LIMITS.inactivityMsMax + 1000;
const HEALTHY_CHANNEL = 'healthy';
const FUZZ_INBOXES = '_INBOX.fuzz.>';
/** A name of something that only this server knows, in a case. */
const NAME = /\{([a-zA-Z]+)\}/g;
// eslint-disable-next-line no-control-regex
const NAME_IN_FIELD = /([\x00-\x7f])(\{([a-zA-Z]+)\})([\w.]*)/g;
/** Statuses that a page may have, whatever is asked. */
const STATUSES = [100, 200, 400, 404, 405, 408, 413, 417, 431, 505];

/** What must be as before when hostile clients are gone. */
interface Counts {
  readonly connections: number;
  readonly natsSubscriptions: number;
  readonly natsSubscriptionBytes: number;
  readonly clients: number;
  readonly channels: number;
  readonly subscriptions: number;
  readonly timers: number;
  readonly duplicateChecks: number;
}

/** A server in memory and virtual time, with a healthy publisher and subscriber, and a place for others. */
export class World {
  private readonly stage: StreamingStage = openStreaming({ limits: LIMITS });
  private readonly publisher: TestStan;
  private readonly listener: TestSubscription;
  private readonly before: Counts;
  private readonly names: ReadonlyMap<string, () => string>;
  private readonly monitoring;
  private readonly staying: TestPeer[] = [];
  private requester: TestPeer;
  private published = 0;

  constructor() {
    const { stage } = this;
    this.publisher = stage.client('healthy-publisher');
    this.listener = stage.client('healthy-subscriber').subscribe(HEALTHY_CHANNEL);
    const { state } = stage.server;
    const { subjects, requester } = state;
    const fixed = Object.entries({
      discover: subjects.discover,
      publish: subjects.publishPrefix,
      subscribe: subjects.subscribe,
      unsubscribe: subjects.unsubscribe,
      subscriptionClose: subjects.subscriptionClose,
      close: subjects.close,
      pings: subjects.pings,
      answers: requester.inboxName,
    }).map(([name, subject]) => [name, () => subject] as const);
    this.names = new Map([...fixed, ['ack', () => this.anAckInbox()]]);
    const pages = createPages({
      broker: stage.broker,
      state,
      facts: processFacts(),
      startTime: { wallNs: stage.clock.wallNs(), clockMs: stage.clock.nowMs() },
      http: { host: '127.0.0.1', port: 8222, isTls: false },
    });
    this.monitoring = createMonitoringServer((request) => pages(request));
    this.beHealthy();
    this.settle();
    this.before = this.counts();
    this.requester = this.aRequester();
  }

  /**
   * Does what the case says.
   * @returns what is wrong; undefined when nothing is
   */
  async play(it: Case): Promise<string | undefined> {
    switch (it.kind) {
      case 'bytes':
        return this.playBytes(it);
      case 'request':
        this.playRequest(it);
        return undefined;
      case 'page':
        return this.playPage(it);
    }
  }

  /** Publishes, and says whether the others have disturbed that: each event must come at once. */
  beHealthy(): string | undefined {
    const data = `event ${++this.published}`;
    const { error } = this.publisher.publish(HEALTHY_CHANNEL, data);
    if (error !== '') return `a healthy publisher got: ${error}`;
    const got = this.listener.take();
    this.listener.ack(...got.map(({ sequence }) => sequence));
    const seen = got.map(
      (it) => `${it.sequence} ${it.data.toString()}${it.redelivered ? ' again' : ''}`,
    );
    const wanted = `${this.published} ${data}`;
    if (seen.length === 1 && seen[0] === wanted) return undefined;
    return `a healthy subscriber got ${JSON.stringify(seen)}, not ${JSON.stringify([wanted])}`;
  }

  /**
   * Lets all others go, and time pass until the server has noticed.
   * @returns what they have left behind, or what the server has met; undefined when nothing
   */
  endBatch(): string | undefined {
    for (const peer of [...this.staying.splice(0), this.requester]) {
      if (!peer.isClosed) peer.hangUp();
    }
    const inTheMiddle = this.stage.server.state.channels.count;
    if (inTheMiddle > CHANNELS_MAX) return `there are ${inTheMiddle} channels, not ${CHANNELS_MAX}`;
    const wrong = this.beHealthy();
    if (wrong) return wrong;
    this.settle();
    const lines = this.stage.logLines as string[];
    const defect = lines.find((line) => line.includes('Internal error'));
    lines.length = 0;
    if (defect) return defect;
    const after = this.counts();
    const grown = Object.entries(after).filter(
      ([key, value]) => value !== this.before[key as keyof Counts],
    );
    if (grown.length > 0) {
      return `left behind: ${grown.map(([key, value]) => `${key} ${this.before[key as keyof Counts]} -> ${value}`).join(', ')}`;
    }
    this.requester = this.aRequester();
    return undefined;
  }

  private playBytes({ chunks, end, whole }: BytesCase): string | undefined {
    const seen = this.send(chunks, end);
    if (whole === undefined) return undefined;
    const wanted = this.send([whole], end);
    if (seen === wanted) return undefined;
    return `cut like this it is answered by ${JSON.stringify(seen)}, in one piece by ${JSON.stringify(wanted)}`;
  }

  /** @returns what the server answers to the greeting */
  private send(chunks: readonly Buffer[], end: BytesCase['end']): string {
    const peer = this.stage.accept();
    peer.take();
    if (end === 'stall') peer.stall();
    for (const chunk of chunks) {
      if (!peer.isClosed) peer.send(this.withNames(chunk));
    }
    const answers = peer.take();
    if (end === 'hang up') peer.hangUp();
    else this.staying.push(peer);
    return answers;
  }

  private playRequest({ subject, reply, payload }: RequestCase): void {
    const [to, answerTo] = [subject, reply].map((it) => this.withNames(Buffer.from(it, 'latin1')));
    const message = this.withNamesInMessage(payload);
    const line = `PUB ${to?.toString('latin1')} ${answerTo?.toString('latin1')} ${message.length}\r\n`;
    this.requester.send(Buffer.concat([Buffer.from(line, 'latin1'), message, Buffer.from('\r\n')]));
    this.requester.take();
  }

  private async playPage({ bytes }: PageCase): Promise<string | undefined> {
    const wire = new Wire(bytes);
    this.monitoring.emit('connection', wire);
    await wire.isStill();
    const [, status = ''] = /^HTTP\/1\.1 (\d+)/.exec(wire.answer) ?? [];
    const [, body = ''] = /\r\n\r\n([^]*)$/.exec(wire.answer) ?? [];
    wire.destroy();
    if (wire.answer === '') return undefined;
    if (!STATUSES.includes(Number(status))) return `it is answered by ${wire.answer.slice(0, 300)}`;
    const isAlone = !wire.answer.includes('HTTP/1.1', 1);
    if (isAlone && body !== '' && wire.answer.includes('application/json')) {
      try {
        JSON.parse(body);
      } catch (error) {
        return `the answer is no JSON: ${(error as Error).message}`;
      }
    }
    return undefined;
  }

  private withNames(bytes: Buffer): Buffer {
    if (!bytes.includes('{')) return bytes;
    const text = bytes.toString('latin1');
    return Buffer.from(
      text.replace(NAME, (braced, name: string) => this.named(name, braced)),
      'latin1',
    );
  }

  /** The same in a protobuf message, where the length of the field stands before the name. */
  private withNamesInMessage(bytes: Buffer): Buffer {
    if (!bytes.includes('{')) return bytes;
    const named = bytes
      .toString('latin1')
      .replace(
        NAME_IN_FIELD,
        (field, length: string, braced: string, name: string, rest: string) => {
          if (length.charCodeAt(0) !== braced.length + rest.length) return field;
          const subject = this.named(name, braced) + rest;
          return String.fromCharCode(Math.min(subject.length, 127)) + subject;
        },
      );
    return Buffer.from(named, 'latin1');
  }

  private named(name: string, otherwise: string): string {
    return this.names.get(name)?.() ?? otherwise;
  }

  private anAckInbox(): string {
    for (const channel of this.stage.server.state.channels.all()) {
      if (channel.name === HEALTHY_CHANNEL) continue;
      for (const inbox of channel.byAckInbox.keys()) return inbox;
    }
    return '_INBOX.nobody';
  }

  private aRequester(): TestPeer {
    const peer = this.stage.connect();
    peer.send(`SUB ${FUZZ_INBOXES} 1\r\n`);
    return peer;
  }

  private settle(): void {
    this.stage.elapse(UNTIL_ALL_IS_GONE_MS);
  }

  private counts(): Counts {
    const { stage } = this;
    const { broker, server, timerCount } = stage;
    const { state } = server;
    return {
      connections: broker.connections.size,
      natsSubscriptions: broker.router.routes.count,
      natsSubscriptionBytes: broker.router.routes.bytes,
      clients: state.clients.count,
      channels: state.channels.count,
      subscriptions: [...state.channels.all()].reduce((sum, it) => sum + it.subscriptionCount, 0),
      timers: timerCount(),
      duplicateChecks: state.duplicateChecks.size,
    };
  }
}

/** The server's end of a connection to its monitoring, without a socket. */
class Wire extends Duplex {
  answer = '';
  private writes = 0;

  constructor(sent: Buffer) {
    super({ allowHalfOpen: true });
    this.push(sent);
  }

  override _read(): void {}

  override _write(chunk: Buffer, _encoding: string, done: () => void): void {
    this.answer += chunk.toString('latin1');
    this.writes++;
    done();
  }

  /** Waits until the server has nothing more to say. */
  async isStill(): Promise<void> {
    for (let still = 0, writes = 0; still < 3; still++) {
      await new Promise((resolve) => setImmediate(resolve));
      if (this.writes !== writes) still = 0;
      ({ writes } = this);
    }
  }
}
