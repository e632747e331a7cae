import { join } from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';

import { CommandError } from '../../src/cli/command-error';
import { serverArgs } from '../../src/cli/server-args';
import { makeTempFolder, manifestPath, manifestWith } from './temp-folder';

const nothing = { typed: [], manifest: undefined };

test('without flags they are those of the manifest in a folder above', async () => {
  const top = await makeTempFolder(onTestFinished, {
    [manifestPath]: manifestWith('-cid', 'from-manifest', '-p', '4333'),
    'a/b/file': '',
  });

  const { args, settings, source } = await serverArgs({ ...nothing, folder: join(top, 'a', 'b') });

  expect(args).toEqual(['-cid', 'from-manifest', '-p', '4333']);
  expect(settings).toMatchObject({ clusterId: 'from-manifest', port: 4333, host: '0.0.0.0' });
  expect(source).toBe(join('..', '..', manifestPath));
});

test('where there is no manifest they are those of the course, and it says so', async () => {
  const folder = await makeTempFolder(onTestFinished);

  const { args, source } = await serverArgs({ ...nothing, folder });

  expect(args.join(' ')).toBe('-p 4222 -m 8222 -hbi 5s -hbt 5s -hbf 2 -SD -cid ticketing');
  expect(source).toBe(`the course (there is no ${manifestPath} in this folder or above it)`);
});

test('typed flags stand alone: no manifest is looked for', async () => {
  const folder = await makeTempFolder(onTestFinished, { [manifestPath]: 'not even YAML: [' });

  const { args, source } = await serverArgs({ typed: ['-p', '4333'], manifest: undefined, folder });

  expect({ args, source }).toEqual({ args: ['-p', '4333'], source: undefined });
});

test('typed flags go after those of a named manifest, and win', async () => {
  const manifest = join(
    await makeTempFolder(onTestFinished, { 'm.yaml': manifestWith('-cid', 'one', '-p', '4333') }),
    'm.yaml',
  );

  const { settings } = await serverArgs({ typed: ['-p', '4444'], manifest, folder: '/' });

  expect(settings).toMatchObject({ clusterId: 'one', port: 4444 });
});

test('npm run takes a manifest from the folder in which it was typed', async () => {
  const folder = await makeTempFolder(onTestFinished, { 'm.yaml': manifestWith('-cid', 'typed') });
  vi.stubEnv('npm_lifecycle_event', 'serve');
  vi.stubEnv('INIT_CWD', folder);
  onTestFinished(() => void vi.unstubAllEnvs());

  const { settings, source } = await serverArgs({ typed: [], manifest: 'm.yaml', folder: '/' });

  expect({ clusterId: settings.clusterId, source }).toEqual({
    clusterId: 'typed',
    source: 'm.yaml',
  });
});

test.each([
  { fault: 'a manifest that is not YAML', text: 'a: [', says: 'm.yaml is not YAML: line 1' },
  {
    fault: 'a manifest without args',
    text: JSON.stringify({
      kind: 'Deployment',
      spec: { template: { spec: { containers: [{ name: 'nats' }] } } },
    }),
    says: 'm.yaml gives its container nats no args; --manifest FILE names',
  },
  {
    fault: 'a manifest with an unknown flag',
    text: manifestWith('-nope'),
    says: 'm.yaml: flag provided but not defined: -nope',
  },
  {
    fault: 'a manifest for another engine',
    text: manifestWith('-st', 'SQL'),
    says: 'm.yaml: -st: the embedded server has no SQL store',
  },
])('$fault is bad usage, and the message names the file', async ({ text, says }) => {
  const folder = await makeTempFolder(onTestFinished, { 'm.yaml': text });
  const manifest = join(folder, 'm.yaml');

  const error = await serverArgs({ typed: [], manifest, folder }).catch((it: unknown) => it);

  expect(error).toBeInstanceOf(CommandError);
  expect(error).toMatchObject({ exitStatus: 2, message: expect.stringContaining(says) });
});
