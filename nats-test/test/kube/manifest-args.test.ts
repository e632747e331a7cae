import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';

import {
  findManifest,
  ManifestError,
  manifestArgs,
  readManifestArgs,
} from '../../src/kube/manifest-args';

const service = 'kind: Service\nmetadata:\n  name: nats-srv\n';

/** A Deployment whose container has these lines, indented as they are. */
function deployment(...container: string[]): string {
  const lines = container.map((line) => `          ${line}`);
  return `kind: Deployment
spec:
  template:
    spec:
      containers:
        -
${lines.join('\n')}
`;
}

describe('manifestArgs', () => {
  test('gives the args of the container nats, whatever else is in the file', () => {
    const other = deployment('name: other', 'args: [no]');
    const nats = deployment('name: nats', "args: ['-p', '4222',", '  "-SD"]');

    expect(manifestArgs([service, other, nats].join('---\n'), 'f')).toEqual(['-p', '4222', '-SD']);
  });

  test('takes args written one to a line', () => {
    expect(manifestArgs(deployment('name: nats', 'args:', "- '-cid'", '- ticketing'), 'f')).toEqual(
      ['-cid', 'ticketing'],
    );
  });

  test.each([
    { fault: 'is not YAML', text: 'a: [', says: /^f\.yaml is not YAML: line 1: .+/ },
    { fault: 'is empty', text: '', says: 'f.yaml has no Deployment' },
    { fault: 'has no Deployment', text: service, says: 'f.yaml has no Deployment' },
    {
      fault: 'has a Deployment of nothing',
      text: 'kind: Deployment',
      says: 'f.yaml has no container named nats in its Deployment',
    },
    {
      fault: 'has another container',
      text: deployment('name: other', 'args: [x]'),
      says: 'f.yaml has no container named nats in its Deployment',
    },
    {
      fault: 'has the container twice',
      text: `${deployment('name: nats')}---\n${deployment('name: nats')}`,
      says: 'f.yaml has more than one container named nats',
    },
    {
      fault: 'has no args',
      text: deployment('name: nats'),
      says: 'f.yaml gives its container nats no args',
    },
    {
      fault: 'has empty args',
      text: deployment('name: nats', 'args: []'),
      says: 'f.yaml gives its container nats no args',
    },
    {
      fault: 'has args that are no list',
      text: deployment('name: nats', 'args: -p 4222'),
      says: 'f.yaml must give its container nats a list of args',
    },
    {
      fault: 'has a number among its args',
      text: deployment('name: nats', "args: ['-p', 4222]"),
      says: 'f.yaml has an arg of container nats that is no text: put 4222 in quotes',
    },
  ])('names file and fault when it $fault', ({ text, says }) => {
    const read = (): unknown => manifestArgs(text, 'f.yaml');

    expect(read).toThrow(ManifestError);
    expect(read).toThrow(says);
  });
});

describe('readManifestArgs', () => {
  test('says that a file is not there', () => {
    expect(() => readManifestArgs(join(__dirname, 'nope.yaml'), 'nope.yaml')).toThrow(
      /^nope\.yaml is not there$/,
    );
  });

  test('says that a folder is no file', () => {
    expect(() => readManifestArgs(__dirname, 'kube')).toThrow(/^kube is a folder/);
  });
});

describe('findManifest', () => {
  test('finds infra/k8s/nats-depl.yaml in a folder above', async () => {
    const top = await mkdtemp(join(tmpdir(), 'nats-test-manifest-'));
    onTestFinished(() => rm(top, { recursive: true }));
    const below = join(top, 'a', 'b');
    await mkdir(below, { recursive: true });
    const file = join(top, 'infra', 'k8s', 'nats-depl.yaml');
    await mkdir(join(top, 'infra', 'k8s'), { recursive: true });
    await writeFile(file, '');

    expect(findManifest(below)).toBe(file);
    expect(findManifest(top)).toBe(file);
  });

  test('finds nothing where there is nothing', async () => {
    const top = await mkdtemp(join(tmpdir(), 'nats-test-manifest-'));
    onTestFinished(() => rm(top, { recursive: true }));

    expect(findManifest(top)).toBeUndefined();
  });

  test("finds this repository's own, and it can be read", () => {
    expect(readManifestArgs(findManifest(__dirname) ?? 'none')).toContain('ticketing');
  });
});
