import { createMonitoringServer } from './monitoring/http-server';
import type { MonitoringRequest, MonitoringResponse } from './monitoring/pages';
import { listenOn } from './net/tcp-listener';
import { StartError } from './running-server';
import type { ServerSettings } from './settings';
import { listenError, monitoringRefusal } from './start-log';
import { inUrl } from './url-host';

/** The port of the monitoring, if the settings want one: where it is to be, and where it is. */
export class MonitoringPort {
  readonly host: string;
  readonly isTls: boolean;

  private readonly settings: ServerSettings;
  private place: number;
  private server: ReturnType<typeof createMonitoringServer> | undefined;

  constructor(settings: ServerSettings) {
    const { monitoringTlsPort, monitoringPort, monitoringHost, host } = settings;
    this.settings = settings;
    this.host = monitoringHost ?? host;
    this.isTls = monitoringTlsPort !== undefined;
    this.place = monitoringTlsPort ?? monitoringPort ?? 0;
  }

  /** As the settings have it, until it is open; 0 when they want none, or any. */
  get port(): number {
    return this.place;
  }

  /** Undefined when it is not open. */
  get url(): string | undefined {
    if (!this.server) return undefined;
    return `${this.isTls ? 'https' : 'http'}://${inUrl(this.host)}:${this.port}`;
  }

  /**
   * Opens it, if the settings want it.
   * @param certificate for HTTPS, if that is wanted
   * @param sayWhyNot called with the words of the real server before this throws
   * @throws StartError, ListenError
   */
  async open(
    respond: (request: MonitoringRequest) => MonitoringResponse,
    certificate: { readonly cert: string; readonly key: string } | undefined,
    sayWhyNot: (reason: string) => void,
  ): Promise<void> {
    const { monitoringTlsPort, monitoringPort } = this.settings;
    const refusal = monitoringRefusal(this.settings);
    if (refusal !== undefined) {
      sayWhyNot(refusal);
      throw new StartError(`no monitoring: ${refusal}`);
    }
    if ((monitoringTlsPort ?? monitoringPort) === undefined) return;
    const server = createMonitoringServer(respond, this.isTls ? certificate : undefined);
    try {
      this.place = await listenOn(server, this.host, this.place);
      this.server = server;
    } catch (error) {
      const reason = listenError(this.host, this.place, error);
      sayWhyNot(`can't listen to the monitor port: ${reason}`);
      throw error;
    }
  }

  /** Cuts whoever is there; others may come. */
  cutAll(): void {
    this.server?.closeAllConnections();
  }

  async close(): Promise<void> {
    this.cutAll();
    await new Promise<void>((resolve) => {
      if (!this.server) resolve();
      else this.server.close(() => resolve());
    });
  }
}
