import type { ListenerContext } from '../options';

/** What a listener does of its own accord; told until it is killed or stopped, and never after that. */
export interface ListenerEvents {
  /** It has printed a line. */
  said(text: string): void;
  /** Its code threw where nobody caught it: as a process it would have died. */
  threw(error: unknown, isRejection: boolean): void;
  /**
   * Its client has been told to send something; only listeners in this process can be watched so closely.
   * @param subject of the ack inbox, when it is an ack
   */
  sends?(subject: string, payload: Uint8Array): void;
  /**
   * An event has come to its code, in this moment; only listeners in this process can be watched so
   * closely.
   */
  handles?(ackInbox: string, sequence: number): void;
  /**
   * It has ended though nobody had asked it to.
   * @param status how, in words: `status 1`, `signal SIGSEGV`
   */
  exited(status: string): void;
}

/** One life of a listener: from a start to a crash or a stop. */
export interface Listener {
  /**
   * Resolves when its own code says that it runs, or its process has been started. Whether it has
   * subscribed is seen at the server.
   * @throws what its code threw; Error when it takes longer than it may
   */
  start(): Promise<void>;
  /**
   * Ends it properly; resolves when its own code, or its process, has ended.
   * @throws what its code threw; Error when it takes longer than it may
   */
  stop(): Promise<void>;
  /** Has it die at once; resolves when it can do no more harm. The server has cut it off by then. */
  kill(): Promise<void>;
  /** Lets go of whatever a killed one has left; called once when the schedule is over, never throws. */
  dispose(): Promise<void>;
}

export type ListenerPlace = Omit<ListenerContext<unknown>, 'signal'>;

/** Makes one life of a listener; nothing runs before `start`. */
export type OpenListener = (place: ListenerPlace, events: ListenerEvents) => Listener;
