import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ContainerTask } from '@tiphys/engine';
import type { Volume } from '@tiphys/spec';
import { podFacts } from '../environment/pod-facts.ts';
import { volumeFiles } from './volume-files.ts';

const HOST = { cpus: 4, memoryBytes: 8 * 1024 ** 3 };
const REF = { workflow: { uid: 'u', namespace: 'argo', name: 'wf' }, nodeId: 'wf-1', attempt: 0 };

async function filesOf(volume: Omit<Volume, 'name'>): Promise<Record<string, string>> {
  const side = { name: 'side', image: 'i', resources: { limits: { memory: '64Mi' } } };
  const task: ContainerTask = {
    nodeName: 'wf.a',
    podName: 'wf-a-1',
    templateName: 'a',
    image: 'i',
    command: [],
    args: [],
    env: [],
    resources: { requests: { cpu: '250m' } },
    outputFiles: [],
    includeResult: false,
    pod: {
      labels: { team: 'a "b"' },
      annotations: { note: 'it' },
      volumes: [{ name: 'v', ...volume }],
      sidecars: [side],
    },
  };
  const facts = podFacts(REF, task, { hostName: 'host', hostIp: '' });
  const objects = {
    readConfigMap: async () => new Map([['key', Buffer.from('text')]]),
    readSecret: async () => undefined,
  };
  const files = await volumeFiles({ task, facts, host: HOST }, objects);
  return Object.fromEntries(
    (files.get('v') ?? []).map(({ path, mode, data }) => [
      path,
      `${mode.toString(8)} ${Buffer.from(data).toString()}`,
    ]),
  );
}

const field = (path: string, fieldPath: string) => ({ path, fieldRef: { fieldPath } });

test('downwardAPI: what a pod says of itself, as files', async () => {
  const items = [
    field('name', 'metadata.name'),
    field('in/labels', 'metadata.labels'),
    field('team', "metadata.labels['team']"),
    field('id', "metadata.annotations['workflows.argoproj.io/node-id']"),
    field('none', "metadata.annotations['none']"),
    {
      path: 'memory',
      mode: 0o400,
      resourceFieldRef: { containerName: 'side', resource: 'limits.memory', divisor: '1Mi' },
    },
    { path: 'cpu', resourceFieldRef: { containerName: 'main', resource: 'requests.cpu', divisor: '1m' } },
  ];
  assert.deepEqual(await filesOf({ downwardAPI: { items, defaultMode: 0o444 } }), {
    name: '444 wf-a-1',
    'in/labels':
      '444 team="a \\"b\\""\nworkflows.argoproj.io/completed="false"\nworkflows.argoproj.io/workflow="wf"',
    team: '444 a "b"',
    id: '444 wf-1',
    none: '444 ',
    memory: '400 64',
    cpu: '444 250',
  });
});

test('projected: beside the entries of objects', async () => {
  const sources = [
    { configMap: { name: 'cm' } },
    { downwardAPI: { items: [field('ns', 'metadata.namespace')] } },
  ];
  assert.deepEqual(await filesOf({ projected: { sources } }), { key: '644 text', ns: '644 argo' });
});

test('what there is not is refused by name', async () => {
  for (const [item, message] of [
    [field('x', 'status.podIP'), 'field label not supported: status.podIP'],
    [field('../x', 'metadata.name'), 'volume "v": path ../x must be relative and not contain \'..\''],
    [
      { path: 'x', resourceFieldRef: { containerName: 'no', resource: 'limits.cpu' } },
      'container no not found',
    ],
    [
      { path: 'x', resourceFieldRef: { containerName: 'main', resource: 'limits.disk' } },
      'unsupported container resource : limits.disk',
    ],
  ] as const) {
    await assert.rejects(filesOf({ downwardAPI: { items: [item] } }), { name: 'ObjectError', message });
  }
});
