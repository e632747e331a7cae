import type { ConnectOptions } from '../../protocol/nats/connect-options';
import { Permissions, type PermissionSettings } from './permissions';

/** A user among several. */
export interface UserSettings {
  readonly user: string;
  readonly pass: string;
  /** What the user may do; left out, anything. */
  readonly permissions?: PermissionSettings;
}

/**
 * Who may connect. A token outranks user and password; a password alone asks nobody for anything.
 * With users, one of them it must be; whoever names none may still show the token.
 */
export interface AuthSettings {
  readonly user?: string;
  readonly pass?: string;
  readonly token?: string;
  readonly users?: readonly UserSettings[];
}

interface User extends UserSettings {
  readonly rules: Permissions | undefined;
}

/** Decides whom the broker lets in, and what they may do there. */
export class Authorization {
  private readonly user: string;
  private readonly pass: string;
  private readonly token: string;
  private readonly users: ReadonlyMap<string, User>;

  constructor(settings: AuthSettings = {}) {
    this.user = settings.user ?? '';
    this.pass = settings.pass ?? '';
    this.token = settings.token ?? '';
    this.users = new Map(
      (settings.users ?? []).map((user) => {
        const rules = user.permissions && new Permissions(user.permissions);
        return [user.user, { ...user, rules }];
      }),
    );
  }

  /** Whether clients have to say who they are. */
  get isRequired(): boolean {
    return this.hasUsers || this.token !== '' || this.user !== '';
  }

  /** Whether there are users who may do different things. */
  get hasUsers(): boolean {
    return this.users.size > 0;
  }

  accepts({ user, pass, auth_token }: ConnectOptions): boolean {
    if (this.hasUsers && user !== '') return this.users.get(user)?.pass === pass;
    if (this.token !== '') return auth_token === this.token;
    if (this.user === '') return !this.hasUsers;
    return user === this.user && pass === this.pass;
  }

  /** What a client that was accepted may do; undefined for anything. */
  permissionsOf({ user }: ConnectOptions): Permissions | undefined {
    return this.users.get(user)?.rules;
  }
}

/**
 * Whether the server's own connections would be accepted, which say what `-user`, `-pass` and `-auth`
 * do: the real server ends when they are not.
 */
export function isOwnUser({
  user = '',
  pass = '',
  token = '',
  users = [],
}: AuthSettings = {}): boolean {
  if (users.length === 0) return true;
  if (user !== '') return users.findLast((one) => one.user === user)?.pass === pass;
  return token !== '';
}

/** Why the server could not work with these users; undefined when it can. */
export function authRefusal(settings: AuthSettings = {}): string | undefined {
  const { user = '', users = [] } = settings;
  if (!isOwnUser(settings)) {
    return (
      'NATS Streaming must itself be one of the users, as in nats-streaming-server 0.17.0: name one ' +
      'with -user and -pass, or give a token with -auth'
    );
  }
  if (users.findLast((one) => one.user === user)?.permissions === undefined) return undefined;
  return (
    `user '${user}' (-user), who NATS Streaming itself is, has permissions: it would not hear its ` +
    'clients; name a user who may do anything'
  );
}
