/** What a client says in `CONNECT`. */
export interface ConnectOptions {
  readonly verbose: boolean;
  readonly pedantic: boolean;
  readonly echo: boolean;
  readonly protocol: number;
  readonly name: string;
  readonly lang: string;
  readonly version: string;
  readonly user: string;
  readonly pass: string;
  readonly auth_token: string;
  /** There are no accounts to choose from: any name but the empty one is refused. */
  readonly account: string;
}

/** Until it connects, a client counts as verbose and pedantic, as in the real server. */
export const defaultConnectOptions: ConnectOptions = {
  verbose: true,
  pedantic: true,
  echo: true,
  protocol: 0,
  name: '',
  lang: '',
  version: '',
  user: '',
  pass: '',
  auth_token: '',
  account: '',
};

/**
 * Reads the JSON of `CONNECT` over what was said before: fields left out keep their value, names
 * match in either case, null changes nothing (the rules of Go's decoder, which clients rely on).
 * @throws Error when it is no JSON object or a field has the wrong type
 */
export function readConnectOptions(json: string, before: ConnectOptions): ConnectOptions {
  const given: unknown = JSON.parse(json);
  if (given === null) return before;
  if (typeof given !== 'object' || Array.isArray(given)) {
    throw new Error('CONNECT wants a JSON object');
  }
  const options: Record<string, unknown> = { ...before };
  for (const [name, value] of Object.entries(given)) {
    const known = name.toLowerCase();
    const old = Object.hasOwn(options, known) ? options[known] : undefined;
    if (old === undefined || value === null) continue;
    if (typeof value !== typeof old || (known === 'protocol' && !Number.isInteger(value))) {
      throw new Error(`CONNECT wants a ${typeof old} as ${known}, not a ${typeof value}`);
    }
    options[known] = value;
  }
  return options as unknown as ConnectOptions;
}
