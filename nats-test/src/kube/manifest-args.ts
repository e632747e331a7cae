import { existsSync, readFileSync, statSync, type Stats } from 'node:fs';
import { dirname, join } from 'node:path';
import { parseAllDocuments, type Document } from 'yaml';

/** Where a repository keeps the manifest, seen from its top folder. */
export const MANIFEST_PATH = join('infra', 'k8s', 'nats-depl.yaml');

/** The container of the Deployment that runs the NATS Streaming server. */
const CONTAINER = 'nats';

/** Far more than a Deployment needs: a file that was named by mistake must not fill memory. */
const FILE_BYTES_MAX = 1_048_576;

/** A manifest that says nothing of how to run the server. The message names the file and what is wrong. */
export class ManifestError extends Error {
  override readonly name = 'ManifestError';
}

/**
 * Searches `infra/k8s/nats-depl.yaml` in a folder and those above it.
 * @returns its path, or undefined when there is none
 */
export function findManifest(folder: string): string | undefined {
  const file = join(folder, MANIFEST_PATH);
  if (existsSync(file)) return file;
  const above = dirname(folder);
  return above === folder ? undefined : findManifest(above);
}

/**
 * Reads the flags of the server from the container `nats` of the Deployment in a manifest.
 * @param file path of a YAML file with one or more documents
 * @param shownAs the file's name in messages
 * @throws ManifestError
 */
export function readManifestArgs(file: string, shownAs = file): string[] {
  let text: string;
  try {
    // Before it is opened: a pipe without a writer would hold the whole process there.
    const reason = unfit(statSync(file));
    if (reason !== undefined) throw new ManifestError(`${shownAs} ${reason}`);
    text = readFileSync(file, 'utf8');
  } catch (error) {
    if (error instanceof ManifestError) throw error;
    throw new ManifestError(unreadable(shownAs, (error as NodeJS.ErrnoException).code), {
      cause: error,
    });
  }
  return manifestArgs(text, shownAs);
}

/**
 * The flags of the server in the text of a manifest.
 * @throws ManifestError
 */
export function manifestArgs(text: string, shownAs: string): string[] {
  const refuse = (reason: string): never => {
    throw new ManifestError(`${shownAs} ${reason}`);
  };

  const deployments = documents(text, shownAs).filter((it) => field(it, 'kind') === 'Deployment');
  if (deployments.length === 0) refuse('has no Deployment');
  const containers = deployments
    .flatMap((it) =>
      items(field(field(field(field(it, 'spec'), 'template'), 'spec'), 'containers')),
    )
    .filter((it) => field(it, 'name') === CONTAINER);
  const [container] = containers;
  if (container === undefined) refuse(`has no container named ${CONTAINER} in its Deployment`);
  if (containers.length > 1) refuse(`has more than one container named ${CONTAINER}`);

  const args = field(container, 'args');
  if (!Array.isArray(args)) {
    return refuse(
      args === undefined || args === null
        ? `gives its container ${CONTAINER} no args`
        : `must give its container ${CONTAINER} a list of args`,
    );
  }
  if (args.length === 0) refuse(`gives its container ${CONTAINER} no args`);
  return args.map((arg: unknown) => {
    if (typeof arg === 'string') return arg;
    return refuse(
      isObject(arg)
        ? `has an arg of container ${CONTAINER} that is a list or a mapping: each must be one text`
        : // Kubernetes refuses it, too: `- 4222` is a number, and only `- '4222'` is a text.
          `has an arg of container ${CONTAINER} that is no text: put ${String(arg)} in quotes`,
    );
  });
}

function documents(text: string, shownAs: string): unknown[] {
  return parseAllDocuments(text).map((document) => {
    const [error] = document.errors;
    if (error === undefined) return valueOf(document, shownAs);
    const [{ line } = { line: '?' }] = error.linePos ?? [];
    const [reason = ''] = error.message.replace(/ at line \d+.*/s, '').split('\n');
    throw new ManifestError(`${shownAs} is not YAML: line ${line}: ${reason}`, { cause: error });
  });
}

/** Aliases are looked up only now: there may be no such anchor, or more values than memory holds. */
function valueOf(document: Document, shownAs: string): unknown {
  try {
    return document.toJS();
  } catch (error) {
    const { message } = error as Error;
    throw new ManifestError(`${shownAs} cannot be made out: ${message}`, { cause: error });
  }
}

/** Why a manifest cannot be read from there; undefined when it can, or the reading itself will tell. */
function unfit(stats: Stats): string | undefined {
  if (stats.isDirectory()) return undefined;
  if (!stats.isFile()) return 'is a pipe, a device or a socket: save what it gives in a file';
  return stats.size > FILE_BYTES_MAX
    ? `has ${stats.size} bytes, and a manifest of more than ${FILE_BYTES_MAX} is not read`
    : undefined;
}

function unreadable(shownAs: string, code: string | undefined): string {
  if (code === 'ENOENT' || code === 'ENOTDIR') return `${shownAs} is not there`;
  if (code === 'EISDIR') return `${shownAs} is a folder: name a file in it`;
  return `${shownAs} cannot be read (${code ?? 'unknown error'})`;
}

function field(value: unknown, name: string): unknown {
  return isObject(value) ? value[name] : undefined;
}

function items(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [];
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
