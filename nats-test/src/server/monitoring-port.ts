import type { Log } from '../base/log';
import { createMonitoringServer } from './monitoring/http-server';
import type { MonitoringRequest, MonitoringResponse } from './monitoring/pages';
import { listenOn } from './net/tcp-listener';
import { StartError } from './running-server';
import type { ServerSettings } from './settings';
import { logListenFailure, monitoringRefusal } from './start-log';
import { inUrl } from './url-host';

type Server = ReturnType<typeof createMonitoringServer>;

/** Where monitoring is. */
interface Place {
  readonly host: string;
  readonly port: number;
  readonly isTls: boolean;
}

/** The open port of the monitoring. */
export class MonitoringPort implements Place {
  readonly host: string;
  readonly port: number;
  readonly isTls: boolean;
  private readonly server: Server;

  private constructor(server: Server, { host, port, isTls }: Place) {
    this.server = server;
    this.host = host;
    this.port = port;
    this.isTls = isTls;
  }

  /** Where the settings want it; its port is 0 when they want none, or any. */
  static wanted(settings: ServerSettings): Place {
    const { monitoringTlsPort, monitoringPort, monitoringHost, host } = settings;
    return {
      host: monitoringHost ?? host,
      port: monitoringTlsPort ?? monitoringPort ?? 0,
      isTls: monitoringTlsPort !== undefined,
    };
  }

  /**
   * Opens it; undefined when the settings want none.
   * @param certificate for HTTPS, if that is wanted
   * @throws StartError, ListenError; the log has said so
   */
  static async open(
    settings: ServerSettings,
    log: Log,
    respond: (request: MonitoringRequest) => MonitoringResponse,
    certificate: { readonly cert: string; readonly key: string } | undefined,
  ): Promise<MonitoringPort | undefined> {
    const refusal = monitoringRefusal(settings);
    if (refusal !== undefined) {
      log.fatal(`Can't start monitoring: ${refusal}`);
      throw new StartError(`no monitoring: ${refusal}`);
    }
    if ((settings.monitoringTlsPort ?? settings.monitoringPort) === undefined) return undefined;
    const wanted = MonitoringPort.wanted(settings);
    const server = createMonitoringServer(respond, wanted.isTls ? certificate : undefined);
    try {
      const port = await listenOn(server, wanted.host, wanted.port);
      return new MonitoringPort(server, { ...wanted, port });
    } catch (error) {
      logListenFailure(log, 'monitoring', wanted.host, wanted.port, error);
      throw error;
    }
  }

  get url(): string {
    return `${this.isTls ? 'https' : 'http'}://${inUrl(this.host)}:${this.port}`;
  }

  /** Cuts whoever is there; others may come. */
  cutAll(): void {
    this.server.closeAllConnections();
  }

  async close(): Promise<void> {
    this.cutAll();
    await new Promise<void>((resolve) => {
      this.server.close(() => {
        resolve();
      });
    });
  }
}
