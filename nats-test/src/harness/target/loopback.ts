/** Where servers that we start listen, and what they call themselves. */
export const HOST = '127.0.0.1';
export const CLUSTER_ID = 'nats-test';
