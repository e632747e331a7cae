import { hostPort } from '../../base/host-port';
import { MonitoringError } from '../../monitor/ask';
import type { ServerAddress } from '../client/parse-url';
import { askServer, type ServerFacts } from '../target/ask-server';
import type { UrlTargetOptions } from '../target/target';

/** What a look at the monitoring has shown: what it says of the server, or why there is nothing to ask. */
export type Monitoring =
  | { readonly facts: ServerFacts; readonly monitoringUrl: string }
  | { readonly facts: undefined; readonly monitoringProblem?: string };

const ADVICE = 'start the server with -m 8222, forward that port, or give --monitoring URL';

/** Asks the monitoring of a target, if it has one. */
export async function lookForMonitoring({
  monitoringUrl,
  monitoringProblem,
}: UrlTargetOptions): Promise<Monitoring> {
  if (monitoringUrl === undefined) {
    return { facts: undefined, ...(monitoringProblem === undefined ? {} : { monitoringProblem }) };
  }
  try {
    const facts = await askServer(monitoringUrl);
    if (facts) return { facts, monitoringUrl };
    return {
      facts,
      monitoringProblem: `what answers at ${monitoringUrl} is not that of NATS Streaming: ${ADVICE}`,
    };
  } catch (error) {
    if (!(error instanceof MonitoringError)) throw error;
    const { code } = (error.cause as { cause?: { code?: string } }).cause ?? {};
    const what =
      code === undefined ? error.message : `nothing answers at ${monitoringUrl} (${code})`;
    return { facts: undefined, monitoringProblem: `${what}: ${ADVICE}` };
  }
}

/** Whether a web server answers there, whatever it says. */
export async function speaksHttp({ host, port }: ServerAddress): Promise<boolean> {
  try {
    await askServer(`http://${hostPort(host, port)}`);
    return true;
  } catch (error) {
    if (!(error instanceof MonitoringError)) throw error;
    // Anything else, such as an answer that is no JSON, came from a web server.
    return !['TypeError', 'TimeoutError'].includes((error.cause as Error).name);
  }
}
