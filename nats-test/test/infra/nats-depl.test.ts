import { describe, expect, it } from 'vitest';
import { readContainer, readManifest } from './manifest';

/** The value that follows a flag in the container's args. */
function argAfter(flag: string): string | undefined {
  const { args } = readContainer();
  const at = args.indexOf(flag);
  return at === -1 ? undefined : args[at + 1];
}

describe('Deployment nats-depl', () => {
  it('has the name that the course uses', () => {
    expect(readManifest('Deployment').metadata.name).toBe('nats-depl');
  });

  it('runs the server with the flags of the course, word for word', () => {
    const { name, image, command, args } = readContainer();
    expect({ name, image, command, args: args.join(' ') }).toEqual({
      name: 'nats',
      image: 'nats-streaming:0.17.0',
      command: undefined,
      args: '-p 4222 -m 8222 -hbi 5s -hbt 5s -hbf 2 -SD -cid ticketing',
    });
  });

  it('gives the server texts only, as Kubernetes refuses numbers in args', () => {
    expect(readContainer().args.filter((arg) => typeof arg !== 'string')).toEqual([]);
  });

  it('never has two servers at once, since each would keep its own messages', () => {
    const { replicas, strategy } = readManifest('Deployment').spec;
    expect({ replicas, strategy }).toEqual({ replicas: 1, strategy: { type: 'Recreate' } });
  });

  it('finds its own pods', () => {
    const { selector, template } = readManifest('Deployment').spec;
    expect(template.metadata.labels).toMatchObject(selector.matchLabels);
  });

  it('names the ports that the flags open', () => {
    expect(readContainer().ports).toEqual([
      { name: 'client', containerPort: Number(argAfter('-p')) },
      { name: 'monitoring', containerPort: Number(argAfter('-m')) },
    ]);
  });
});

describe('the probes', () => {
  it.each(['startupProbe', 'readinessProbe', 'livenessProbe'] as const)(
    '%s asks the streaming server itself, on the port of -m',
    (probe) => {
      expect(readContainer()[probe].httpGet).toEqual({
        path: '/streaming/serverz',
        port: Number(argAfter('-m')),
      });
    },
  );

  it('wait with the first question until the server takes clients', () => {
    expect(readContainer().startupProbe.initialDelaySeconds).toBeGreaterThanOrEqual(1);
  });

  it('take a server out of the Service well before they restart it and lose its messages', () => {
    const { readinessProbe, livenessProbe } = readContainer();
    const readinessSeconds = readinessProbe.periodSeconds * readinessProbe.failureThreshold;
    const livenessSeconds = livenessProbe.periodSeconds * livenessProbe.failureThreshold;
    expect(livenessSeconds).toBeGreaterThanOrEqual(3 * readinessSeconds);
  });
});

describe('the pod', () => {
  it('is allowed where only restricted pods are', () => {
    const { runAsNonRoot, runAsUser, seccompProfile } =
      readManifest('Deployment').spec.template.spec.securityContext;
    const { allowPrivilegeEscalation, capabilities } = readContainer().securityContext;
    expect({ runAsNonRoot, seccompProfile, allowPrivilegeEscalation, capabilities }).toEqual({
      runAsNonRoot: true,
      seccompProfile: { type: 'RuntimeDefault' },
      allowPrivilegeEscalation: false,
      capabilities: { drop: ['ALL'] },
    });
    expect(runAsUser, 'the image itself names no user').toBeGreaterThan(0);
  });

  it('cannot write to its own files', () => {
    expect(readContainer().securityContext.readOnlyRootFilesystem).toBe(true);
  });

  it.each(['requests', 'limits'] as const)('has %s of CPU and memory', (kind) => {
    expect(Object.keys(readContainer().resources[kind]).sort()).toEqual(['cpu', 'memory']);
  });

  it('has room for a channel full of small events', () => {
    const gibibytes = /^(\d+)Gi$/.exec(readContainer().resources.limits['memory'] ?? '');
    expect(Number(gibibytes?.[1]), 'measured: 0.5 to 0.7 GB').toBeGreaterThanOrEqual(1);
  });
});

describe('Service nats-srv', () => {
  it('is reached from inside the cluster only, under the name that the course uses', () => {
    const { metadata, spec } = readManifest('Service');
    expect({ name: metadata.name, type: spec.type }).toEqual({
      name: 'nats-srv',
      type: 'ClusterIP',
    });
  });

  it('leads to the pods of the Deployment', () => {
    const { selector } = readManifest('Service').spec;
    expect(selector).toEqual({ app: 'nats' });
    expect(readManifest('Deployment').spec.template.metadata.labels).toMatchObject(selector);
  });

  it('leads each port to the port of the same name in the container', () => {
    const { ports } = readManifest('Service').spec;
    expect(ports.map(({ name, targetPort }) => ({ name, containerPort: targetPort }))).toEqual(
      readContainer().ports,
    );
  });

  it('has the ports of the course', () => {
    expect(readManifest('Service').spec.ports.map(({ name, port }) => ({ name, port }))).toEqual([
      { name: 'client', port: 4222 },
      { name: 'monitoring', port: 8222 },
    ]);
  });
});
