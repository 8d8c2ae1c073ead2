import type { Affinity, Container, Template, Volume, WorkflowSpec } from '@tiphys/spec';
import type { Random } from '../seeded-random.ts';
import { container } from './plain-container.ts';
import type { RandomLanguage } from './strategies.ts';

/** The claim that a workflow makes where one of its templates mounts it. */
const CLAIM = 'work';

/** Those that are more than a container, or not for every agent. */
export function podTemplates(random: Random, { labels, requests }: RandomLanguage): Template[] {
  const execs = { exec: { command: ['true'] } };
  const asks = [
    { tcpSocket: { port: 80, host: '127.0.0.1' } },
    {
      httpGet: {
        path: '/',
        port: 'web',
        host: '127.0.0.1',
        scheme: 'HTTP',
        httpHeaders: [{ name: 'a', value: 'b' }],
      },
    },
  ];
  const probe = random.pick([execs, ...(requests ? asks : [])]);
  const times = {
    initialDelaySeconds: 1,
    timeoutSeconds: 1,
    periodSeconds: 1,
    successThreshold: 1,
    failureThreshold: 2,
  };
  return [
    {
      name: 'set',
      containerSet: {
        containers: [
          { name: 'main', image: 'busybox', command: ['true'], dependencies: ['first', 'second'] },
          { name: 'first', image: 'busybox', command: ['true'] },
          { name: 'second', image: 'busybox', command: ['true'], dependencies: ['first'] },
        ],
        volumeMounts: [{ name: 'room', mountPath: '/room' }],
        ...(random.chance(0.4) ? { retryStrategy: { retries: random.pick([1, '2']), duration: '1s' } } : {}),
      },
      volumes: [{ name: 'room', emptyDir: {} }],
      outputs: { parameters: [{ name: 'value', valueFrom: { path: '/tmp/value', default: 'nothing' } }] },
    },
    {
      name: 'pod',
      container: fullContainer(),
      volumes: volumes(),
      initContainers: [{ name: 'before', ...plainContainer, mirrorVolumeMounts: true }],
      sidecars: [{ name: 'beside', ...plainContainer, mirrorVolumeMounts: random.chance(0.5) }],
      hostAliases: [{ ip: '10.1.1.1', hostnames: ['other.test'] }],
      securityContext: podSecurity(),
      metadata: { labels: { app: '{{workflow.name}}' }, annotations: { note: 'of {{pod.name}}' } },
      podSpecPatch: '{"containers": [{"name": "main", "resources": {"limits": {"memory": "64Mi"}}}]}',
    },
    {
      name: 'ready-daemon',
      daemon: true,
      container: {
        ...container,
        ports: [{ name: 'web', containerPort: 80, protocol: 'TCP' }],
        readinessProbe: { ...probe, ...times },
      },
    },
    {
      name: 'claims',
      container: { ...container, volumeMounts: [{ name: CLAIM, mountPath: '/work', subPath: 'a' }] },
    },
    {
      name: 'patched',
      container,
      podSpecPatch: 'containers: [{name: main, env: [{name: A, value: "{{workflow.name}}"}]}]',
    },
    ...(labels ? placed(random) : []),
  ];
}

function placed(random: Random): Template[] {
  return [
    { name: 'placed', nodeSelector: { disk: 'ssd' }, container },
    { name: 'placed-by-terms', affinity: affinity(random), container },
    { name: 'nowhere', nodeSelector: { disk: 'tape' }, pendingTimeout: '3', container },
    {
      name: 'elsewhere',
      retryStrategy: { limit: 2, retryPolicy: 'Always', affinity: { nodeAntiAffinity: {} } },
      container,
    },
  ];
}

/** Terms that an agent with `disk: ssd` fulfils. */
function affinity(random: Random): Affinity {
  const fulfilled = random.pick([
    { key: 'disk', operator: 'In', values: ['ssd', 'nvme'] },
    { key: 'disk', operator: 'Exists' },
    { key: 'disk', operator: 'NotIn', values: ['tape'] },
    { key: 'tape', operator: 'DoesNotExist' },
  ]);
  const never = { matchFields: [{ key: 'metadata.name', operator: 'In', values: ['no-such-host'] }] };
  const nodeSelectorTerms = [{ matchExpressions: [fulfilled] }, never];
  return { nodeAffinity: { requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms } } };
}

/** What the spec must have for its templates; the volumes of some of them are the workflow's. */
export function podSpecFor(templates: readonly Template[], random: Random): Partial<WorkflowSpec> {
  if (!templates.some(({ name }) => name === 'claims')) return {};
  const spec = { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } };
  return {
    volumeClaimTemplates: [{ metadata: { name: CLAIM }, spec }],
    ...(random.chance(0.5)
      ? { volumeClaimGC: { strategy: random.pick(['OnWorkflowCompletion', 'OnWorkflowSuccess']) } }
      : {}),
  };
}

const plainContainer: Container = { image: 'busybox', command: ['sleep', '1'] };

function fullContainer(): Container {
  return {
    ...container,
    name: 'main',
    workingDir: '/tmp',
    env: [
      { name: 'PLAIN', value: '{{workflow.name}}' },
      { name: 'SECRET', valueFrom: { secretKeyRef: { name: 'login', key: 'token', optional: true } } },
      { name: 'LIMIT', valueFrom: { configMapKeyRef: { name: 'limits', key: 'three', optional: true } } },
      { name: 'POD', valueFrom: { fieldRef: { apiVersion: 'v1', fieldPath: 'metadata.name' } } },
      {
        name: 'CPU',
        valueFrom: { resourceFieldRef: { containerName: 'main', resource: 'limits.cpu', divisor: '1m' } },
      },
    ],
    envFrom: [
      { prefix: 'C_', configMapRef: { name: 'limits', optional: true } },
      { prefix: 'S_', secretRef: { name: 'login', optional: true } },
    ],
    resources: { limits: { memory: '32Mi', cpu: '500m' }, requests: { cpu: '100m' } },
    volumeMounts: [
      { name: 'room', mountPath: '/room' },
      { name: 'hidden', mountPath: '/hidden', readOnly: true },
      { name: 'known', mountPath: '/known' },
      { name: 'both', mountPath: '/both' },
      { name: 'disk', mountPath: '/disk' },
      { name: 'claimed', mountPath: '/claimed', subPath: 'part' },
    ],
    lifecycle: { stopSignal: 'SIGINT' },
    imagePullPolicy: 'IfNotPresent',
    securityContext: {
      capabilities: { add: ['NET_RAW'], drop: ['ALL'] },
      privileged: false,
      runAsUser: 1000,
      runAsGroup: 1000,
      runAsNonRoot: true,
      readOnlyRootFilesystem: true,
      allowPrivilegeEscalation: false,
      seccompProfile: { type: 'RuntimeDefault' },
    },
    stdin: true,
    stdinOnce: true,
    tty: true,
  };
}

function podSecurity() {
  return {
    runAsUser: 1000,
    runAsGroup: 1000,
    runAsNonRoot: true,
    supplementalGroups: [2000],
    fsGroup: 3000,
    sysctls: [{ name: 'net.ipv4.ip_local_port_range', value: '1024 65535' }],
    seccompProfile: { type: 'Localhost', localhostProfile: 'profiles/a.json' },
  };
}

function volumes(): Volume[] {
  const items = [{ key: 'token', path: 'token', mode: 0o400 }];
  const ofSecret = { name: 'login', items, optional: true };
  const ofConfigMap = { name: 'limits', items: [{ key: 'three', path: 'three' }], optional: true };
  return [
    { name: 'room', emptyDir: { medium: 'Memory', sizeLimit: '1Mi' } },
    { name: 'hidden', secret: { secretName: 'login', items, defaultMode: 0o440, optional: true } },
    { name: 'known', configMap: { ...ofConfigMap, defaultMode: 0o444 } },
    {
      name: 'both',
      projected: { sources: [{ secret: ofSecret }, { configMap: ofConfigMap }], defaultMode: 0o444 },
    },
    { name: 'disk', hostPath: { path: '/srv', type: 'Directory' } },
    { name: 'claimed', persistentVolumeClaim: { claimName: 'shared-claim', readOnly: true } },
  ];
}
