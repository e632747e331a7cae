import { startServer } from '../../server/embedded-server';
import type { Heartbeats } from '../history/target-facts';
import type { Scenario } from '../scenarios/scenario';
import { problemOfProgram } from './check-program';
import { openCluster } from './cluster';
import { openLoneServer } from './lone-server';
import { CLUSTER_ID, HOST } from './loopback';
import type { ServerTerms } from '../scenarios/scenario';
import { factsOf, flagsOf } from './server-terms';
import {
  TargetError,
  type EmbeddedTargetOptions,
  type ProcessTargetOptions,
  type Target,
  type TargetOptions,
  type UrlTargetOptions,
} from './target';

/** For lessons on heartbeats: with those of the real server's default one would wait for minutes. */
const SHORT_HEARTBEATS: Heartbeats = { intervalMs: 400, timeoutMs: 400, failuresMax: 2 };

/**
 * The target for one lesson: the server that runs, or one of the lesson's own. An embedded one lives in
 * this process.
 * @throws TargetError when it can't be started
 */
export function openTarget(options: TargetOptions, scenario: Scenario): Promise<Target> {
  const terms = scenario.needs?.includes('heartbeats') ? { heartbeats: SHORT_HEARTBEATS } : {};
  return options.kind === 'embedded' ? openHere(terms) : openStrikable(options, terms);
}

/**
 * The target for one scenario under faults: a server in a process of its own, or a cluster, that can
 * be struck; one that runs already is as it is and has no `control`.
 * @throws TargetError when it can't be started
 */
export async function openStrikable(options: TargetOptions, terms: ServerTerms): Promise<Target> {
  switch (options.kind) {
    case 'url':
      return openUrl(options);
    case 'embedded':
      return openLoneServer(
        { name: 'the embedded server', words: embeddedWords(options), hasClock: true },
        withStore(options, terms),
      );
    case 'process': {
      const { path: name, file } = startable(options);
      return openLoneServer({ name, words: [file], hasClock: false }, withStore(options, terms));
    }
    case 'cluster': {
      const { path, file } = startable(options);
      return openCluster(path, file, terms);
    }
  }
}

async function openHere(terms: ServerTerms): Promise<Target> {
  const server = await startServer({
    clusterId: CLUSTER_ID,
    args: flagsOf(terms),
    host: HOST,
    port: 0,
    monitoringPort: 0,
  });
  return {
    connection: { url: server.url, clusterId: server.clusterId },
    ...(server.monitoringUrl === undefined ? {} : { monitoringUrl: server.monitoringUrl }),
    ...factsOf(terms),
    close: () => server.stop(),
  };
}

function openUrl(options: UrlTargetOptions): Target {
  const { connection, monitoringUrl, monitoringProblem, heartbeats } = options;
  return {
    connection,
    ...(monitoringUrl === undefined ? {} : { monitoringUrl }),
    ...(monitoringProblem === undefined ? {} : { monitoringProblem }),
    ...(heartbeats ? { heartbeats } : {}),
    close: () => Promise.resolve(),
  };
}

function embeddedWords({ command, sabotage }: EmbeddedTargetOptions): [string, ...string[]] {
  if (command === undefined)
    throw new Error('the command of the embedded server was not handed in');
  return sabotage === undefined ? [...command] : [...command, '--sabotage', sabotage];
}

/** What a scenario needs goes before what was typed for all of them. */
function withStore(
  { store }: EmbeddedTargetOptions | ProcessTargetOptions,
  terms: ServerTerms,
): ServerTerms {
  return { ...(store && { store }), ...terms };
}

function startable<Options extends { readonly path: string; readonly file: string }>(
  options: Options,
): Options {
  const problem = problemOfProgram(options.path, options.file);
  if (problem !== undefined) throw new TargetError(problem);
  return options;
}
