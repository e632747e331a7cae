import type { ConnectOptions } from '../../protocol/nats/connect-options';

/** Who may connect. A token outranks user and password; a password alone asks nobody for anything. */
export interface AuthSettings {
  readonly user?: string;
  readonly pass?: string;
  readonly token?: string;
}

/** Decides whom the broker lets in. */
export class Authorization {
  private readonly user: string;
  private readonly pass: string;
  private readonly token: string;

  constructor(settings: AuthSettings = {}) {
    this.user = settings.user ?? '';
    this.pass = settings.pass ?? '';
    this.token = settings.token ?? '';
  }

  /** Whether clients have to say who they are. */
  get isRequired(): boolean {
    return this.token !== '' || this.user !== '';
  }

  accepts({ user, pass, auth_token }: ConnectOptions): boolean {
    if (this.token !== '') return auth_token === this.token;
    return this.user === '' || (user === this.user && pass === this.pass);
  }
}
