import type { Outcome } from './outcome';

/** The error of an outcome that is none of success. */
type Failure = Exclude<Outcome, { readonly type: 'ok' }>;

/**
 * What the library says by itself, though it begins as the server's errors do. In all these cases the
 * request may have been carried out: the answer was late, or nobody was there to read it.
 */
const unclear: ReadonlySet<string> = new Set([
  'stan: connect request timeout',
  'stan: publish ack timeout',
  'stan: subscribe request timeout',
  'stan: close request timeout',
  'stan: unsubscribe request timeout',
  'stan: Connection closed',
  'stan: connection lost due to PING failure',
  // The library sends the message all the same.
  'stan: max in flight reached.',
]);

/** Refusals of the server that do not begin with `stan: `. */
const refusals = [
  /^too many channels$/,
  /^too many subscriptions per channel$/,
  /^can't find clientID: /,
];

/**
 * What an error says of the request that it was the answer to. A refusal that is known is `fail`;
 * whatever else is `info`, since an error that nobody foresaw proves nothing.
 */
export function classifyError(error: unknown): Failure {
  const text = textOf(error);
  const isRefusal =
    (text.startsWith('stan: ') && !unclear.has(text)) || refusals.some((one) => one.test(text));
  return { type: isRefusal ? 'fail' : 'info', error: text };
}

/**
 * What an error says of a request to connect.
 *
 * @param wasAsked whether the streaming server has been asked to register the client: before that,
 * every error is definite
 */
export function classifyConnectError(error: unknown, wasAsked: boolean): Failure {
  if (!wasAsked) return { type: 'fail', error: textOf(error) };
  const failure = classifyError(error);
  if (failure.type === 'fail') return failure;
  return { type: 'info', error: `${failure.error} (the client may be registered all the same)` };
}

/** Why a client could not connect, where the text tells; undefined with any other error. */
export type ConnectProblem = 'unreachable' | 'login refused' | 'tls' | 'no answer' | 'ID taken';

const problems: readonly (readonly [RegExp, ConnectProblem])[] = [
  [/\b(certificate|CERT_\w+|SSL|TLS|secure connection|altnames)\b/i, 'tls'],
  [/^Could not connect to |^Nothing of NATS came from |^\S+ speaks no NATS: /, 'unreachable'],
  [/authorization violation|authentication|permissions violation/i, 'login refused'],
  [/^stan: connect request timeout/, 'no answer'],
  [/^stan: clientID already registered/, 'ID taken'],
];

/**
 * Tells the errors of `connect` apart. `no answer` means that it is a NATS server, but that none of
 * this cluster ID listens there.
 */
export function connectProblemOf(error: string): ConnectProblem | undefined {
  return problems.find(([pattern]) => pattern.test(error))?.[1];
}

/** The library hands over Errors, strings, and Errors within Errors. */
export function textOf(error: unknown): string {
  if (typeof error === 'string') return error;
  if (!(error instanceof Error)) return String(error);
  return error.message === '' ? codeOf(error) : error.message;
}

/** An error of several attempts, one for each address of a host, has a code and no message. */
function codeOf(error: Error): string {
  return 'code' in error && typeof error.code === 'string' ? error.code : error.name;
}
