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

async function makeFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'nats-test-manifest-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  return folder;
}

/** Nine lines that stand for 9^9 values. */
const aliasBomb = Array.from({ length: 9 }, (_, i) => {
  const item = i === 0 ? 'x' : `*a${i - 1}`;
  return `a${i}: &a${i} [${Array<string>(9).fill(item).join(', ')}]\n`;
}).join('');

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
    {
      fault: 'has no number among its args',
      text: deployment('name: nats', "args: ['-p', .nan]"),
      says: 'f.yaml has an arg of container nats that is no text: put NaN in quotes',
    },
    {
      fault: 'has a list among its args',
      text: deployment('name: nats', 'args: [[a]]'),
      says: 'f.yaml has an arg of container nats that is a list or a mapping: each must be one text',
    },
    {
      fault: 'has args that hold themselves',
      text: deployment('name: nats', 'args: &a [*a]'),
      says: 'f.yaml has an arg of container nats that is a list or a mapping: each must be one text',
    },
    {
      fault: 'has an alias of nothing',
      text: deployment('name: nats', 'args: *nothing'),
      says: /^f\.yaml cannot be made out: Unresolved alias .*: nothing$/,
    },
    {
      fault: 'has aliases that grow without end',
      text: aliasBomb,
      says: 'f.yaml cannot be made out: Excessive alias count',
    },
    {
      fault: 'is nested deeper than anybody reads',
      text: `${'['.repeat(20_000)}${']'.repeat(20_000)}`,
      says: /^f\.yaml is not YAML: line 1: .+/,
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

  test.skipIf(process.platform === 'win32')('refuses a device', () => {
    expect(() => readManifestArgs('/dev/null', 'it')).toThrow(
      new ManifestError('it is a pipe, a device or a socket: save what it gives in a file'),
    );
  });

  test('refuses a file that is too large for a manifest, and reads one that is not', async () => {
    const folder = await makeFolder();
    const [small, large] = [join(folder, 'small.yaml'), join(folder, 'large.yaml')];
    const text = deployment('name: nats', "args: ['-SD']");
    await writeFile(small, text.padEnd(1_048_576, '#'));
    await writeFile(large, text.padEnd(1_048_577, '#'));

    expect(readManifestArgs(small)).toEqual(['-SD']);
    expect(() => readManifestArgs(large, 'large.yaml')).toThrow(
      new ManifestError(
        'large.yaml has 1048577 bytes, and a manifest of more than 1048576 is not read',
      ),
    );
  });
});

describe('findManifest', () => {
  test('finds infra/k8s/nats-depl.yaml in a folder above', async () => {
    const top = await makeFolder();
    const below = join(top, 'a', 'b');
    await mkdir(below, { recursive: true });
    const file = join(top, 'infra', 'k8s', 'nats-depl.yaml');
    await mkdir(join(top, 'infra', 'k8s'), { recursive: true });
    await writeFile(file, '');

    expect(findManifest(below)).toBe(file);
    expect(findManifest(top)).toBe(file);
  });

  test('finds nothing where there is nothing', async () => {
    const top = await makeFolder();

    expect(findManifest(top)).toBeUndefined();
  });

  test("finds this repository's own, and it can be read", () => {
    expect(readManifestArgs(findManifest(__dirname) ?? 'none')).toContain('ticketing');
  });
});
