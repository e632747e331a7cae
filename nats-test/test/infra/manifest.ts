import { readYaml } from './read-yaml';

/** What the tests read of a probe. */
interface Probe {
  httpGet: { path: string; port: number };
  initialDelaySeconds?: number;
  periodSeconds: number;
  timeoutSeconds?: number;
  failureThreshold: number;
}

/** What the tests read of a container. */
interface Container {
  name: string;
  image: string;
  command?: string[];
  args: string[];
  ports: { name: string; containerPort: number }[];
  startupProbe: Probe;
  readinessProbe: Probe;
  livenessProbe: Probe;
  resources: { requests: Record<string, string>; limits: Record<string, string> };
  securityContext: {
    allowPrivilegeEscalation: boolean;
    readOnlyRootFilesystem: boolean;
    capabilities: { drop: string[]; add?: string[] };
  };
}

/** What the tests read of a Deployment. */
interface Deployment {
  kind: 'Deployment';
  metadata: { name: string };
  spec: {
    replicas: number;
    strategy: { type: string };
    selector: { matchLabels: Record<string, string> };
    template: {
      metadata: { labels: Record<string, string> };
      spec: {
        securityContext: {
          runAsNonRoot: boolean;
          runAsUser: number;
          seccompProfile: { type: string };
        };
        containers: Container[];
      };
    };
  };
}

/** What the tests read of a Service. */
interface Service {
  kind: 'Service';
  metadata: { name: string };
  spec: {
    type: string;
    selector: Record<string, string>;
    ports: { name: string; port: number; targetPort: number }[];
  };
}

type Resource = Deployment | Service;

/**
 * The one resource of that kind in infra/k8s/nats-depl.yaml, taken to have the shape above: a field that is
 * missing fails the test that reads it. Throws when there is no such resource, or more than one.
 */
export function readManifest<Kind extends Resource['kind']>(
  kind: Kind,
): Extract<Resource, { kind: Kind }> {
  const resources = readYaml('infra', 'k8s', 'nats-depl.yaml') as Resource[];
  const [found, second] = resources.filter(
    (resource): resource is Extract<Resource, { kind: Kind }> => resource.kind === kind,
  );
  if (!found) throw new Error(`nats-depl.yaml has no ${kind}`);
  if (second) throw new Error(`nats-depl.yaml has more than one ${kind}`);
  return found;
}

/** The one container of the Deployment. Throws when there is none, or more than one. */
export function readContainer(): Container {
  const [container, second] = readManifest('Deployment').spec.template.spec.containers;
  if (!container || second) throw new Error('nats-depl is to have exactly one container');
  return container;
}
