import { existsSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { readManifest } from './manifest';
import { pathFromTop, readYaml } from './read-yaml';

interface Skaffold {
  apiVersion: string;
  build?: { artifacts?: unknown[] };
  manifests: { rawYaml: string[] };
  portForward: { resourceType: string; resourceName: string; port: number; localPort: number }[];
}

function readSkaffold(): Skaffold {
  const [config, second] = readYaml('skaffold.yaml') as Skaffold[];
  if (!config || second) throw new Error('skaffold.yaml is to hold exactly one document');
  return config;
}

describe('skaffold.yaml', () => {
  it('is of the version that skaffold 2.16.1 writes', () => {
    expect(readSkaffold().apiVersion).toBe('skaffold/v4beta13');
  });

  it('applies the manifest by its name, and it is there', () => {
    const { rawYaml } = readSkaffold().manifests;
    expect(rawYaml).toEqual(['infra/k8s/nats-depl.yaml']);
    expect(rawYaml.filter((file) => !existsSync(pathFromTop(file)))).toEqual([]);
  });

  it('builds nothing', () => {
    expect(readSkaffold().build?.artifacts ?? []).toEqual([]);
  });

  it('forwards every port of the Service to the same port of this machine', () => {
    const service = readManifest('Service');
    expect(readSkaffold().portForward).toEqual(
      service.spec.ports.map(({ port }) => ({
        resourceType: 'service',
        resourceName: service.metadata.name,
        port,
        localPort: port,
      })),
    );
  });
});
