import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parseAllDocuments } from 'yaml';

/** Where a repository keeps the manifest, seen from its top folder. */
export const MANIFEST_PATH = join('infra', 'k8s', 'nats-depl.yaml');

/** The container of the Deployment that runs the NATS Streaming server. */
const CONTAINER = 'nats';

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
    text = readFileSync(file, 'utf8');
  } catch (error) {
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
  return args.map((arg: unknown) =>
    typeof arg === 'string'
      ? arg
      : // Kubernetes refuses it, too: `- 4222` is a number, and only `- '4222'` is a text.
        refuse(
          `has an arg of container ${CONTAINER} that is no text: put ${JSON.stringify(arg)} in quotes`,
        ),
  );
}

function documents(text: string, shownAs: string): unknown[] {
  return parseAllDocuments(text).map((document) => {
    const [error] = document.errors;
    if (error === undefined) return document.toJS() as unknown;
    const [{ line } = { line: '?' }] = error.linePos ?? [];
    const [reason = ''] = error.message.replace(/ at line \d+.*/s, '').split('\n');
    throw new ManifestError(`${shownAs} is not YAML: line ${line}: ${reason}`, { cause: error });
  });
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
