/**
 * What may go wrong on purpose, as it is typed after `--faults`. The first group strikes the server,
 * or one node of a cluster; the second one the way between a client and the server; the third one a
 * client itself.
 */
export const FAULTS = {
  /** The process is killed (SIGKILL) and started again some time later, with its store. */
  kill: 'server',
  /** The process stands still (SIGSTOP) and goes on some time later. */
  freeze: 'server',
  /** It is ended in good order (SIGTERM) and started again some time later, with its store. */
  restart: 'server',
  /** As `kill`, but what it had stored is gone: as a pod with a memory store. */
  wipe: 'server',
  /** Its wall clock jumps. */
  clock: 'server',
  /** Connections are destroyed; both ends are told. */
  cut: 'way',
  /** Nothing passes for some time, though TCP stays up: neither end is told. */
  blackhole: 'way',
  /** What passes takes longer, now more and now less. */
  delay: 'way',
  /** Some acks never arrive. */
  'drop-acks': 'way',
  /** Some acks arrive twice. */
  'repeat-acks': 'way',
  /** The client dies after it has done its work on an event and before the ack, and is started again. */
  crash: 'client',
} as const;

export type Fault = keyof typeof FAULTS;

/** Faults that strike the server itself. */
export type ServerFault = {
  [F in Fault]: (typeof FAULTS)[F] extends 'server' ? F : never;
}[Fault];

export function isServerFault(fault: Fault): fault is ServerFault {
  return FAULTS[fault] === 'server';
}
