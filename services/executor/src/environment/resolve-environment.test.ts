import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ContainerTask } from '@tiphys/engine';
import { SecretKeys, sealData } from '@tiphys/resource-store';
import { MemoryResourceStore } from '@tiphys/resource-store/memory';
import { ObjectReader } from '../object-reader.ts';
import { type EnvironmentOrder, resolveEnvironment } from './resolve-environment.ts';
import { resolveTask } from './resolve-task.ts';

const FACTS = {
  podName: 'wf-main-1',
  namespace: 'argo',
  workflowName: 'wf',
  nodeName: 'host-1',
  hostIp: '10.0.0.1',
  labels: new Map([['workflows.argoproj.io/workflow', 'wf']]),
  annotations: new Map([['note', 'it']]),
};
const HOST = { cpus: 4, memoryBytes: 8 * 1024 ** 3 };

function keys(): SecretKeys {
  const parsed = SecretKeys.parse(SecretKeys.generate());
  assert.ok(parsed.ok);
  return parsed.keys;
}

async function sources(withKeys = true) {
  const store = new MemoryResourceStore();
  const key = keys();
  const data = { text: 'from map', 'not/a=name': 'x', B: 'map B' };
  const configMap = { metadata: {}, data, binaryData: { bytes: Buffer.from('ä').toString('base64') } };
  await store.create({ kind: 'ConfigMap', namespace: 'argo', name: 'cm' }, JSON.stringify(configMap));
  const sealed = sealData(
    key,
    { namespace: 'argo', name: 'sec' },
    { password: Buffer.from('hunter2').toString('base64') },
  );
  await store.create(
    { kind: 'Secret', namespace: 'argo', name: 'sec' },
    JSON.stringify({ metadata: {}, type: 'Opaque', ...sealed }),
  );
  return { objects: new ObjectReader(store, withKeys ? key : undefined), facts: FACTS, host: HOST };
}

async function resolved(order: EnvironmentOrder): Promise<Record<string, string>> {
  return Object.fromEntries(await resolveEnvironment(order, await sources()));
}

test('keys of ConfigMaps and Secrets', async () => {
  const env = [
    { name: 'A', valueFrom: { configMapKeyRef: { name: 'cm', key: 'text' } } },
    { name: 'B', valueFrom: { configMapKeyRef: { name: 'cm', key: 'bytes' } } },
    { name: 'C', valueFrom: { secretKeyRef: { name: 'sec', key: 'password' } } },
    { name: 'D', valueFrom: { secretKeyRef: { name: 'none', key: 'x', optional: true } } },
    { name: 'E', valueFrom: { configMapKeyRef: { name: 'cm', key: 'none', optional: true } } },
  ];
  assert.deepEqual(await resolved({ env }), { A: 'from map', B: 'ä', C: 'hunter2' });
});

test('a value with NUL is refused, and not shown', async () => {
  const refusal = { name: 'ObjectError', message: 'the value of variable A holds NUL' };
  await assert.rejects(resolved({ env: [{ name: 'A', value: 'hidden\0' }] }), refusal);
});

test('what is missing is told in the words of Kubernetes', async () => {
  const cases: [EnvironmentOrder, string][] = [
    [{ env: [], envFrom: [{ configMapRef: { name: 'none' } }] }, 'configmap "none" not found'],
    [{ env: [], envFrom: [{ secretRef: { name: 'none' } }] }, 'secret "none" not found'],
    [
      { env: [{ name: 'A', valueFrom: { secretKeyRef: { name: 'sec', key: 'user' } } }] },
      "couldn't find key user in Secret argo/sec",
    ],
    [
      { env: [{ name: 'A', valueFrom: { configMapKeyRef: { name: 'cm', key: 'user' } } }] },
      "couldn't find key user in ConfigMap argo/cm",
    ],
    [
      { env: [{ name: 'A', valueFrom: { fieldRef: { fieldPath: 'status.podIP' } } }] },
      'field label not supported: status.podIP',
    ],
  ];
  for (const [order, message] of cases) {
    await assert.rejects(resolved(order), { name: 'ObjectError', message });
  }
  await assert.rejects(
    async () =>
      resolveEnvironment({ env: [], envFrom: [{ secretRef: { name: 'sec' } }] }, await sources(false)),
    /the agent has no keys/,
  );
});

test('envFrom: with a prefix, only names that variables can have, and env wins', async () => {
  const envFrom = [
    { configMapRef: { name: 'cm' } },
    { prefix: 'S_', secretRef: { name: 'sec' } },
    { secretRef: { name: 'none', optional: true } },
  ];
  assert.deepEqual(await resolved({ env: [{ name: 'B', value: 'own' }], envFrom }), {
    text: 'from map',
    bytes: 'ä',
    B: 'own',
    S_password: 'hunter2',
  });
});

test('fields of the pod, and what the container may use', async () => {
  const field = (fieldPath: string) => ({ name: fieldPath, valueFrom: { fieldRef: { fieldPath } } });
  const resource = (name: string, resource_: string, divisor?: string) => ({
    name,
    valueFrom: { resourceFieldRef: { resource: resource_, ...(divisor === undefined ? {} : { divisor }) } },
  });
  const env = [
    field('metadata.name'),
    field('metadata.namespace'),
    field('spec.nodeName'),
    field('status.hostIP'),
    field("metadata.labels['workflows.argoproj.io/workflow']"),
    resource('cpu', 'limits.cpu'),
    resource('milli', 'limits.cpu', '1m'),
    resource('mib', 'limits.memory', '1Mi'),
    resource('request', 'requests.cpu', '1m'),
    resource('none', 'requests.memory'),
  ];
  const resources = { limits: { cpu: '1500m' }, requests: { cpu: '250m' } };
  assert.deepEqual(await resolved({ env, resources }), {
    'metadata.name': 'wf-main-1',
    'metadata.namespace': 'argo',
    'spec.nodeName': 'host-1',
    'status.hostIP': '10.0.0.1',
    "metadata.labels['workflows.argoproj.io/workflow']": 'wf',
    cpu: '2',
    milli: '1500',
    mib: '8192',
    request: '250',
    none: '0',
  });
});

test('references to variables, in values, commands and arguments', async () => {
  const task: ContainerTask = {
    nodeName: 'wf',
    podName: 'wf-main-1',
    templateName: 'main',
    image: 'busybox',
    command: ['sh', '-c', '$(A)'],
    args: ['$(B) $$(B) $(C) $HOME $(D'],
    env: [
      { name: 'A', value: '1' },
      { name: 'B', value: '$(A)+$(LATER)' },
      { name: 'LATER', value: '2' },
    ],
    outputFiles: [],
    includeResult: false,
  };
  const { env, command, args } = await resolveTask(task, await sources());
  assert.deepEqual(
    env.map(({ name, value }) => `${name}=${value}`),
    ['A=1', 'B=1+$(LATER)', 'LATER=2'],
  );
  assert.deepEqual([command, args], [['sh', '-c', '1'], ['1+$(LATER) $(B) $(C) $HOME $(D']]);
});

test('every container of a pod: init containers, sidecars, those of a set', async () => {
  const env = [{ name: 'A', valueFrom: { secretKeyRef: { name: 'sec', key: 'password' } } }];
  const container = (name: string) => ({ name, image: 'busybox', env, command: ['echo', '$(A)'] });
  const task: ContainerTask = {
    nodeName: 'wf',
    podName: 'wf-main-1',
    templateName: 'main',
    image: 'busybox',
    command: [],
    args: [],
    env: [],
    outputFiles: [],
    includeResult: false,
    pod: {
      hostname: 'argo',
      initContainers: [container('init')],
      sidecars: [{ ...container('side'), envFrom: [{ configMapRef: { name: 'cm' } }] }],
      set: { containers: [{ ...container('one'), dependencies: [] }], retries: 0, retryDelayMs: 0 },
    },
  };
  const { pod } = await resolveTask(task, await sources());
  assert.equal(pod?.hostname, 'argo');
  const all = [...(pod?.initContainers ?? []), ...(pod?.sidecars ?? []), ...(pod?.set?.containers ?? [])];
  assert.deepEqual(
    all.map(({ name, command }) => [name, command]),
    [
      ['init', ['echo', 'hunter2']],
      ['side', ['echo', 'hunter2']],
      ['one', ['echo', 'hunter2']],
    ],
  );
  assert.equal(JSON.stringify(pod).includes('valueFrom'), false);
  assert.equal(all[1]?.env?.find(({ name }) => name === 'text')?.value, 'from map');
});
