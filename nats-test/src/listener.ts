/**
 * Prints each event of the channel `ticket:created`, as a member of a queue group that shares them.
 * `npm run listen` starts it, in as many terminals as you like; Ctrl+C ends it.
 */
import { randomBytes } from 'node:crypto';
import nats, { type Message } from 'node-nats-streaming';

const url = process.env['NATS_URL'] ?? 'http://localhost:4222';
const clusterId = process.env['NATS_CLUSTER_ID'] ?? 'ticketing';
// Random: each listener is a client of its own, and none waits for the ID of one that crashed.
const clientId = process.env['NATS_CLIENT_ID'] ?? randomBytes(4).toString('hex');

console.clear();
const { host, port } = URL.canParse(url) ? new URL(url) : { host: '', port: '' };
if (!port)
  fail(`NATS_URL is "${url}"`, 'set it to scheme, host and port, as in http://localhost:4222');
if (!clusterId || !clientId) fail('NATS_CLUSTER_ID or NATS_CLIENT_ID is empty', 'unset it');

const stan = nats.connect(clusterId, clientId, {
  url,
  reconnect: false, // A restarted memory store has forgotten this client and sends it nothing.
  stanPingInterval: 2_000, // A frozen server is noticed after 8 s without an answer to the pings.
  stanMaxPingOut: 3,
});
let closing = false;

stan.on('connect', () => {
  clearTimeout(connectLimit);
  console.log(`Listener connected to NATS as ${clientId}`);

  // A new group gets all that is in the channel. The durable name makes the server remember what the
  // group has acknowledged, so that the next listener goes on from there.
  const options = stan
    .subscriptionOptions()
    .setManualAckMode(true)
    .setDeliverAllAvailable()
    .setDurableName('accounting-service');
  const subscription = stan.subscribe('ticket:created', 'accounting-queue-group', options);

  subscription.on('message', (message: Message) => {
    const data = String(message.getData());
    let remark = message.isRedelivered() ? ' (redelivered)' : '';
    try {
      JSON.parse(data);
    } catch {
      remark += ' (skipped: not JSON)'; // And acknowledged, or it would come back every 30 s.
    }
    console.log(`Message received #${message.getSequence()}${remark}, with data: ${data}`);
    // Only now: what a listener that dies has not acknowledged goes to another one.
    message.ack();
  });

  const refused = ({ message }: Error) =>
    fail(`No subscription (${message})`, 'see the log of the server');
  subscription.on('error', refused);
  subscription.on('timeout', refused);
});

// Without this, the server sends events to a dead client until some heartbeats stay unanswered.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
  process.on(signal, () => {
    closing = true;
    stan.close(); // The durable stays; unsubscribe() would delete it.
  });
stan.on('close', (error?: Error | null) => {
  if (!closing || error)
    fail(`Lost the connection to ${host}`, 'start the server or its port-forward');
  console.log('NATS connection closed');
  process.exit();
});

const noAnswer = `No answer from NATS at ${host} in 5 s`;
const connectLimit = setTimeout(fail, 5_000, noAnswer, 'set NATS_URL to your server');
stan.on('error', (error: Error | string) => {
  const cause = typeof error === 'string' ? error : error.message;
  if (cause.startsWith('Could not connect'))
    fail(`No server at ${host}`, 'start npm run serve or skaffold dev, or set NATS_URL');
  if (cause.includes('connect request timeout'))
    fail(`No cluster "${clusterId}" at ${host}`, 'wait for it, or set NATS_CLUSTER_ID to its -cid');
  if (cause.includes('already registered'))
    fail(`Client ID "${clientId}" is taken`, 'end that client or set NATS_CLIENT_ID to another');
  fail(`The server at ${host} refused this client (${cause})`, 'mend that');
});

/** Ends this process with 1 and one sentence: what happened, and what to type. */
function fail(what: string, next: string): never {
  console.error(`${what}: ${next}, then type npm run listen.`);
  process.exit(1);
}
