import type { Arbitrary } from 'fast-check';
import type { StepKind } from './schedule';

/** What a listener is started with. */
export interface ListenerContext<State> {
  /** Where to connect: `nats://127.0.0.1:PORT`, another one at each start. */
  readonly url: string;
  readonly clusterId: string;
  /** The same after a crash, as a pod's name is. */
  readonly clientId: string;
  /** Aborts when this listener has crashed: it is cut off, and another one takes its place. */
  readonly signal: AbortSignal;
  readonly state: State;
  /** `A`, `B`, …: the members of a queue group. */
  readonly member: string;
}

/** A listener that runs. */
export interface RunningListener {
  /** Ends it as its process would at SIGTERM: nothing is left open. */
  stop(): Promise<void> | void;
}

/** What there is to say about a check of any listener. */
export interface CommonOptions<State, Event> {
  /**
   * What other services publish, in this order; a fast-check arbitrary gives other events in each
   * schedule. Each is `{ channel, data }` or `{ subject, data }`; or just the data, when the option
   * `channel` says where all go. Text and bytes are sent as they are, everything else as JSON.
   */
  readonly events: readonly Event[] | Arbitrary<readonly Event[]>;
  /** Where the events go. */
  readonly channel?: string;
  /**
   * What survives crashes and is shared by all members, such as a database; called once a schedule.
   */
  readonly createState?: () => State | Promise<State>;
  /** Gives it back when the schedule is over. */
  readonly disposeState?: (state: State) => Promise<void> | void;
  /**
   * A copy that is another state from then on; needed for crashes in the middle of the work, where
   * what the dead listener still does must not count. Left out, plain objects, arrays, Maps and Sets
   * are copied, and with any other state such crashes are not tried.
   */
  readonly copyState?: (state: State) => State | Promise<State>;
  /**
   * Throws, or gives false, when the state is not what the events should have made of it. Asked when
   * everything has been delivered and acknowledged; may be async.
   */
  readonly invariant?: (state: State, events: readonly Event[]) => unknown;
  /** Events that nobody can handle, published among the others; a listener must live on. */
  readonly poison?: readonly unknown[];
  /** How many members a queue group has at most; default 2. */
  readonly members?: number;
  /** How many schedules are tried; default 200, with `command` 20. */
  readonly schedules?: number;
  /** What must not happen, such as `['restart server']`. */
  readonly without?: readonly (StepKind | 'late')[];
  /** Seed of the schedules; left out, another one each time. */
  readonly seed?: number;
  /** Plays one schedule alone: the path that a failure was reported with, and its seed. */
  readonly path?: string;
  /**
   * After so many milliseconds without an ack the listener counts as still at it, and the schedule
   * goes on. Default 20, with `command` 200; more where the first, calm run shows a slower listener.
   */
  readonly quietMs?: number;
  /** How long a start and a stop may take, in milliseconds; default 5000, with `command` 30000. */
  readonly startMs?: number;
  /** How often it is told how far it is. */
  readonly onProgress?: (progress: CheckProgress) => void;
  /** Ends the check early. */
  readonly signal?: AbortSignal;
}

/** A listener in this process. */
export interface FunctionOptions<State, Event> extends CommonOptions<State, Event> {
  /** Starts the listener's own code with its own client; resolves when it has asked to subscribe. */
  readonly start: (context: ListenerContext<State>) => RunningListener | Promise<RunningListener>;
  readonly command?: never;
}

/** A listener that is a process of its own. It dies by SIGKILL and is stopped by SIGTERM. */
export interface CommandOptions<State, Event> extends CommonOptions<State, Event> {
  /**
   * What starts it, for a shell. It finds NATS_URL, NATS_CLUSTER_ID and NATS_CLIENT_ID in its
   * environment.
   */
  readonly command: string;
  /** Where it runs; left out, here. */
  readonly cwd?: string;
  /** More for its environment, such as the file of a database. */
  readonly env?: (
    context: Omit<ListenerContext<State>, 'signal'>,
  ) => Readonly<Record<string, string>>;
  readonly start?: never;
}

/** What `checkListener` takes, and what a file for `nats-test check FILE` exports. */
export type CheckOptions<State = unknown, Event = unknown> =
  FunctionOptions<State, Event> | CommandOptions<State, Event>;

/** How far a check is. */
export interface CheckProgress {
  readonly schedules: number;
  readonly schedulesMax: number;
  /** A failure was found, and smaller schedules are tried. */
  readonly isShrinking: boolean;
}
