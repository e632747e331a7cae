/** The NATS Streaming server whose behaviour this one has. */
export const VERSION = '0.17.0';

/** The NATS server that is part of it. */
export const NATS_VERSION = '2.1.4';
