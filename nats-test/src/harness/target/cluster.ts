import { setTimeout as sleep } from 'node:timers/promises';

import { askNode, type NodeFacts } from './ask-node';
import { CLUSTER_ID, HOST } from './loopback';
import { openWithPorts } from './open-with-ports';
import { ServerNode } from './server-node';
import type { ServerCommand } from './server-process';
import type { ServerTerms } from '../scenarios/scenario';
import { factsOf, flagsOf } from './server-terms';
import { TargetError, type ServerControl, type Target } from './target';

const SIZE = 3;
const MAJORITY = 2;
/** Ports for clients, monitoring and routes. */
const PORTS_EACH = 3;
/** How long a cluster may be without a leader: an election takes 2 to 7 s, and may have to be repeated. */
const LEADER_MS = 60_000;
const POLL_MS = 50;
/** NATS takes clients. Which node leads is asked for later. */
const NODE_READY = /\] Server is ready/;

interface Place {
  readonly name: string;
  readonly id: string;
  readonly folder: string;
  readonly port: number;
  readonly monitoringPort: number;
  readonly routePort: number;
}

/**
 * Starts three nodes of a real server, clustered.
 * @returns them when one of them leads
 * @throws TargetError when they can't be started, or nobody comes to lead
 */
export function openCluster(path: string, file: string, terms: ServerTerms): Promise<Target> {
  return openWithPorts(`a cluster of ${path}`, SIZE * PORTS_EACH, async (ports, folder) => {
    const cluster = new Cluster(file, terms, placesOf(ports, folder));
    try {
      return cluster.target(terms, await cluster.begin());
    } catch (error) {
      await cluster.close();
      throw error;
    }
  });
}

function placesOf(ports: readonly number[], folder: string): Place[] {
  return Array.from({ length: SIZE }, (_, i) => {
    const [port = 0, monitoringPort = 0, routePort = 0] = ports.slice(i * PORTS_EACH);
    const id = `node-${i + 1}`;
    const own = { port, monitoringPort, routePort };
    return { name: `node ${i + 1}`, id, folder: `${folder}/${id}`, ...own };
  });
}

/** What a node is started with beside the terms. */
function clusterFlags(place: Place, all: readonly Place[]): string[] {
  const others = all.filter((it) => it !== place);
  const routeOf = ({ routePort }: Place): string => `nats://${HOST}:${routePort}`;
  return [
    ...['-a', HOST, '-p', String(place.port), '-m', String(place.monitoringPort)],
    ...['-cid', CLUSTER_ID, '-clustered', '-cluster_node_id', place.id],
    // All three begin as equals, and a node that has lost its folder begins so again: one that
    // bootstraps would lead a cluster of its own then.
    ...['-cluster_peers', others.map(({ id }) => id).join(',')],
    ...['-cluster', routeOf(place), '-routes', others.map(routeOf).join(',')],
    ...['-st', 'FILE', '-dir', `${place.folder}/store`],
    ...['-cluster_log_path', `${place.folder}/log`],
  ];
}

class Cluster {
  private readonly places: readonly Place[];
  private readonly nodes = new Map<string, ServerNode>();
  private readonly died = new AbortController();

  constructor(file: string, terms: ServerTerms, places: readonly Place[]) {
    this.places = places;
    for (const place of places) {
      const flags = [...clusterFlags(place, places), ...flagsOf(terms)];
      const command: ServerCommand = { words: [file], flags, ready: NODE_READY };
      const node = new ServerNode({
        title: place.name,
        command: () => command,
        folder: place.folder,
        onDied: (sentence) => {
          this.died.abort(sentence);
        },
      });
      this.nodes.set(place.name, node);
    }
  }

  /** @returns who leads */
  async begin(): Promise<string> {
    const begun = await Promise.allSettled([...this.nodes.values()].map((node) => node.begin()));
    for (const it of begun) if (it.status === 'rejected') throw it.reason;
    let leader: string | undefined;
    await this.until(
      'the cluster was started',
      (facts) => (leader = leaderOf(facts)) !== undefined && isWhole(facts),
    );
    return leader ?? '';
  }

  async close(): Promise<void> {
    await Promise.all([...this.nodes.values()].map((node) => node.close()));
  }

  /** @param leader whose monitoring is asked: the others hear of clients and messages a little later */
  target(terms: ServerTerms, leader: string): Target {
    const urls = this.places.map(({ port }) => `nats://${HOST}:${port}`);
    return {
      connection: { url: urls.join(','), clusterId: CLUSTER_ID },
      monitoringUrl: this.monitoringUrl(leader),
      ...factsOf(terms),
      nodes: SIZE,
      control: this.control(),
      close: () => this.close(),
    };
  }

  private control(): ServerControl {
    return {
      nodes: this.places.map(({ name }) => name),
      address: (name) => ({ host: HOST, port: this.place(name).port }),
      monitoringUrl: (name) => this.monitoringUrl(name),
      leader: async () => leaderOf(await this.ask()),
      kill: (name) => this.node(name).kill(),
      stop: (name) => this.node(name).stop(),
      start: (name, keepsStore) => this.start(name, keepsStore),
      freeze: (name) => {
        this.node(name).freeze();
      },
      thaw: (name) => {
        this.node(name).thaw();
      },
      died: this.died.signal,
    };
  }

  /**
   * A node is back when it knows of the others and has what their leader had, if they can have one: a
   * leader that is ended before that would take with it what the node had acknowledged and forgotten.
   */
  private async start(name: string, keepsStore: boolean): Promise<void> {
    await this.node(name).start(keepsStore);
    let messages: number | undefined;
    await this.until(`${name} was started again`, (facts) => {
      const own = facts.get(name);
      if (!this.node(name).isUp) return true;
      if (own === undefined || own.routes < facts.size - 1) return false;
      if (facts.size < MAJORITY) return true;
      const leader = leaderOf(facts);
      // Of the look before, since more may come all the time.
      const isComplete = messages !== undefined && own.messages >= messages;
      messages = leader === undefined ? undefined : facts.get(leader)?.messages;
      return leader !== undefined && isComplete;
    });
  }

  /** @throws TargetError that names `what` */
  private async until(
    what: string,
    isDone: (facts: ReadonlyMap<string, NodeFacts>) => boolean,
  ): Promise<void> {
    const endsAtMs = performance.now() + LEADER_MS;
    while (!isDone(await this.ask())) {
      if (this.died.signal.aborted) throw new TargetError(String(this.died.signal.reason));
      if (performance.now() > endsAtMs) {
        throw new TargetError(
          `${what} ${LEADER_MS / 1000} s ago and it is not whole yet: run it again on a machine with less to do`,
        );
      }
      await sleep(POLL_MS);
    }
  }

  /** What the nodes that answer say of themselves. */
  private async ask(): Promise<Map<string, NodeFacts>> {
    const facts = new Map<string, NodeFacts>();
    await Promise.all(
      this.places.map(async ({ name }) => {
        if (!this.node(name).isUp) return;
        const said = await askNode(this.monitoringUrl(name));
        if (said) facts.set(name, said);
      }),
    );
    return facts;
  }

  private monitoringUrl(name: string): string {
    return `http://${HOST}:${this.place(name).monitoringPort}`;
  }

  private place(name: string): Place {
    const place = this.places.find((it) => it.name === name);
    if (!place) throw new Error(`the cluster has no ${name}`);
    return place;
  }

  private node(name: string): ServerNode {
    const node = this.nodes.get(name);
    if (!node) throw new Error(`the cluster has no ${name}`);
    return node;
  }
}

/** Every node is connected with all others: a client of any of them reaches the leader. */
function isWhole(facts: ReadonlyMap<string, NodeFacts>): boolean {
  return facts.size === SIZE && [...facts.values()].every(({ routes }) => routes >= SIZE - 1);
}

/** One that was frozen may still believe that it leads: of two it is uncertain. */
function leaderOf(facts: ReadonlyMap<string, NodeFacts>): string | undefined {
  const leaders = [...facts].filter(([, { isLeader }]) => isLeader).map(([name]) => name);
  return leaders.length === 1 ? leaders[0] : undefined;
}
