/**
 * Publishes one event to the channel `ticket:created` and says when the server has stored it.
 * `npm run publish` starts it, `rs` and Enter publishes again, Ctrl+C ends it.
 */
import { randomBytes } from 'node:crypto';
import nats from 'node-nats-streaming';

const url = process.env['NATS_URL'] ?? 'http://localhost:4222';
const clusterId = process.env['NATS_CLUSTER_ID'] ?? 'ticketing';
// Fixed: `rs` waits until this run has closed, and of a run that crashed the server finds out by
// asking it, so only a second publisher beside this one is refused.
const clientId = process.env['NATS_CLIENT_ID'] ?? 'abc';

console.clear();
const { host, port } = URL.canParse(url) ? new URL(url) : { host: '', port: '' };
if (!port)
  fail(`NATS_URL is "${url}"`, 'set it to scheme, host and port, as in http://localhost:4222');
if (!clusterId || !clientId) fail('NATS_CLUSTER_ID or NATS_CLIENT_ID is empty', 'unset it');

const stan = nats.connect(clusterId, clientId, {
  url,
  reconnect: false, // A restarted memory store has forgotten this client and drops what it sends.
  ackTimeout: 5_000, // A frozen server is noticed after 5 s without an answer to a publish,
  stanPingInterval: 2_000, // and after 8 s without one to the pings.
  stanMaxPingOut: 3,
});
let event = 'was not published';
let closing = false;

stan.on('connect', () => {
  clearTimeout(connectLimit);
  console.log('Publisher connected to NATS');

  const data = JSON.stringify({ id: randomBytes(4).toString('hex'), title: 'concert', price: 20 });
  event = 'may be stored or not';
  stan.publish('ticket:created', data, (error: Error | string | undefined, guid) => {
    // A text is the server's refusal; an Error is the client's: no answer came, so nobody knows.
    if (typeof error === 'string')
      fail(`The event was not stored (${error})`, 'see the log of the server');
    if (error) fail(`The event ${event} (${error.message})`, 'see the log of the server');
    event = 'was stored';
    console.log(`Event published to ticket:created: ${data} (guid ${guid})`);
  });
});

// Without this, the server takes the client for alive until some heartbeats stay unanswered.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
  process.on(signal, () => {
    closing = true;
    stan.close();
  });
// 'disconnect' too: it comes before the client reports its pending events as if they were stored.
for (const end of ['disconnect', 'close'])
  stan.on(end, (error?: Error | null) => {
    const lost = `Lost the connection to ${host}, and the event ${event}`;
    if (!closing || error) fail(lost, 'start the server or its port-forward');
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
  console.error(`${what}: ${next}, then type npm run publish.`);
  process.exit(1);
}
