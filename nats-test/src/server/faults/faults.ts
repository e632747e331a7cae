import type { Connection } from '../broker/connection';
import type { StreamingState } from '../streaming/state';
import { ConnectionFaults } from './connection-faults';
import { Delayed } from './delayed';
import { FaultError, type Fault } from './fault';
import { FaultyAckIntake } from './faulty-ack-intake';
import { FaultyOutlet } from './faulty-outlet';
import { checkOptions } from './options';
import { MessageFaultList, type MessageFaultHost, type MessageFaults } from './message-faults';

/** What is left after a restart. */
export interface RestartOptions {
  /**
   * True: messages, channels, durable subscriptions, clients and pending acks come back, as with the
   * real server's file store. False, the default: nothing does, as with its memory store.
   */
  readonly keepStore?: boolean;
}

/** A network and a server that misbehave when a test says so: nothing is random, nobody sleeps. */
export interface Faults {
  /** Messages on their way to subscriptions, first deliveries and redeliveries. */
  readonly deliveries: MessageFaults;
  /** Acks on their way to the server. What is dropped it never sees. */
  readonly acks: MessageFaults;
  /**
   * Has a client's connection stand still: nothing comes in, nothing goes out, TCP stays up, and
   * heartbeats are not answered. When it thaws, what waited on either side arrives. Freezes what
   * shares the connection, too, but none that the client opens anew. When the
   * connection ends meanwhile, the fault is active no more; a peer that is still there learns of it
   * when it thaws. That a peer has gone, the server may notice only then.
   * @returns the fault, whose end is the thaw; the same one while the connection is frozen
   * @throws FaultError when no such client is registered, it has no connection now, or the server
   * has been stopped
   */
  freeze(clientId: string): Fault;
  /** @throws FaultError when the client's connection is not frozen, or the server has been stopped */
  thaw(clientId: string): void;
  /**
   * Ends the TCP connection of a client at once; the server keeps the client until its heartbeats
   * fail, or it comes back.
   * @throws FaultError as `freeze`
   */
  cut(clientId: string): void;
  /**
   * Ends the server between two turns, and starts it again on the same ports. What it has taken in
   * is done first: stored, delivered, acked. What has not reached it yet is lost, and so is what a
   * fault holds back. All connections are cut, with what their clients have not taken yet; faults of
   * deliveries and acks go on, those of connections are over.
   * Resolves when the new one takes clients.
   * @throws FaultError when the server has been stopped
   */
  restart(options?: RestartOptions): Promise<void>;
  /** Lifts all faults; what is frozen thaws. */
  clear(): void;
}

/** The faults of an embedded server, through all its restarts. */
export class ServerFaults implements Faults {
  readonly deliveries: MessageFaultList;
  readonly acks: MessageFaultList;
  private readonly connections: ConnectionFaults;
  private readonly restartServer: (keepStore: boolean) => Promise<void>;
  private state: StreamingState;
  private delayed: Delayed;
  private isRestarting = false;
  private isStopped = false;

  constructor(
    state: StreamingState,
    actions: {
      restart: (keepStore: boolean) => Promise<void>;
      /** Nobody should wait for an answer on the connection. */
      onFreeze: (connection: Connection) => void;
    },
  ) {
    this.state = state;
    this.delayed = new Delayed(state.turn);
    this.restartServer = actions.restart;
    this.connections = new ConnectionFaults(actions.onFreeze);
    const host: MessageFaultHost = {
      checkRuns: () => {
        this.checkRuns();
      },
      onChange: () => {
        this.install();
      },
      onError: (error) => {
        const what = error.stack ?? String(error);
        this.state.log.error(`a filter threw, so its fault is lifted: ${what}`);
      },
    };
    this.deliveries = new MessageFaultList(host);
    this.acks = new MessageFaultList(host);
  }

  freeze(clientId: string): Fault {
    this.checkRuns();
    return this.connections.freeze(this.state, clientId);
  }

  thaw(clientId: string): void {
    this.checkRuns();
    this.connections.thaw(clientId);
  }

  cut(clientId: string): void {
    this.checkRuns();
    this.connections.cut(this.state, clientId);
  }

  async restart(options: RestartOptions = {}): Promise<void> {
    this.checkRuns();
    checkOptions(options, ['keepStore']);
    const keepStore: unknown = options.keepStore ?? false;
    if (typeof keepStore !== 'boolean') {
      throw new FaultError(`keepStore is ${String(keepStore)}: give true or false`);
    }
    this.isRestarting = true;
    await this.restartServer(keepStore);
  }

  clear(): void {
    this.deliveries.clear();
    this.acks.clear();
    this.connections.clear();
  }

  /** Whether nobody should wait for an answer on the connection. */
  isFrozen(connection: Connection): boolean {
    return this.connections.isFrozen(connection);
  }

  /**
   * The server is about to end, with one more turn at most: what faults hold back is lost, what is
   * frozen thaws. Unless it restarts, there are no faults any more.
   */
  end(): void {
    this.isStopped = !this.isRestarting;
    this.delayed.close();
    this.connections.clear();
  }

  /** A server has started in place of the one before. */
  goOnWith(state: StreamingState): void {
    this.isRestarting = false;
    this.state = state;
    this.delayed = new Delayed(state.turn);
    this.install();
  }

  private checkRuns(): void {
    if (!this.isStopped) return;
    throw new FaultError('the server has been stopped: start another one with startServer()');
  }

  /** Only while there are faults does anything stand in the way of a message. */
  private install(): void {
    const { state, delayed, deliveries, acks } = this;
    const { delivery } = state;
    delivery.outlet = deliveries.isEmpty ? delivery : new FaultyOutlet(state, deliveries, delayed);
    state.acks.intake = acks.isEmpty ? state.acks : new FaultyAckIntake(state, acks, delayed);
  }
}
