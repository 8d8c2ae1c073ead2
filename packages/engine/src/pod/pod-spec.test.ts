import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Template, Workflow, WorkflowSpec } from '@tiphys/spec';
import { decide, newDraft } from '../decide.ts';
import type { WorkflowEvent } from '../events.ts';
import type { ContainerTask } from './container-task.ts';
import { strategicMerge } from './strategic-merge.ts';

/** What the first transition of a workflow with one template orders. */
function firstEvents(template: Partial<Template>, spec: WorkflowSpec = {}): readonly WorkflowEvent[] {
  const workflow: Workflow = {
    metadata: { name: 'wf', namespace: 'd', uid: 'u' },
    spec: { entrypoint: 'main', templates: [{ name: 'main', ...template }], ...spec },
  };
  const result = decide(newDraft(), { id: 'c', at: 1000, command: { type: 'createWorkflow', workflow } });
  assert.ok(result.ok);
  return result.transition?.events ?? [];
}

function taskOf(template: Partial<Template>, spec?: WorkflowSpec): ContainerTask {
  const event = firstEvents(template, spec).find(({ type }) => type === 'taskScheduled');
  assert.ok(event?.type === 'taskScheduled');
  return event.task;
}

function messageOf(template: Partial<Template>, spec?: WorkflowSpec): string | undefined {
  const event = firstEvents(template, spec).find(({ type }) => type === 'nodePhaseChanged');
  return event?.type === 'nodePhaseChanged' ? event.message : undefined;
}

const container = { image: 'busybox' };

test('a container alone has no pod', () => {
  assert.equal(taskOf({ container }).pod, undefined);
});

test('volumes of the template, of the workflow and its claims: those that are mounted', () => {
  const { pod } = taskOf(
    {
      container: {
        ...container,
        volumeMounts: [
          { name: 'a', mountPath: '/a' },
          { name: 'c', mountPath: '/c' },
        ],
      },
      sidecars: [{ name: 's', ...container, mirrorVolumeMounts: true }],
      volumes: [{ name: 'a', emptyDir: {} }],
    },
    {
      volumes: [
        { name: 'a', hostPath: { path: '/' } },
        { name: 'b', emptyDir: {} },
      ],
      volumeClaimTemplates: [{ metadata: { name: 'c' }, spec: { accessModes: ['ReadWriteOnce'] } }],
    },
  );
  assert.deepEqual(JSON.parse(JSON.stringify(pod?.volumes)), [
    { name: 'a', emptyDir: {} },
    { name: 'c', persistentVolumeClaim: { claimName: 'wf-c' } },
  ]);
  assert.deepEqual(pod?.workflowClaims, ['wf-c']);
  assert.deepEqual(
    pod?.sidecars?.[0]?.volumeMounts?.map(({ mountPath }) => mountPath),
    ['/a', '/c'],
  );
});

test('containers that mirror the main one get its input artifacts', () => {
  const template = {
    container,
    initContainers: [
      { name: 'i', ...container },
      { ...container, mirrorVolumeMounts: true },
    ],
    sidecars: [{ name: 's', ...container, mirrorVolumeMounts: true }],
  };
  const artifacts = [{ name: 'a', path: '/a', raw: { data: 'x' } }];
  assert.deepEqual(taskOf({ ...template, inputs: { artifacts } }).pod?.mirrors, ['container-1', 's']);
  assert.equal(taskOf(template).pod?.mirrors, undefined);
});

test('what is missing or wrong is an Error of the node', () => {
  const mounted = { container: { ...container, volumeMounts: [{ name: 'v', mountPath: '/v' }] } };
  assert.equal(messageOf(mounted), "volume 'v' not found in workflow spec");
  assert.match(
    messageOf(mounted, {
      volumeClaimTemplates: [{ metadata: { name: 'v' }, spec: { accessModes: ['Strange'] } }],
    }) ?? '',
    /Unsupported value: "Strange"/,
  );
  assert.match(messageOf({ container, podSpecPatch: '{"containers": 5}' }) ?? '', /^invalid podSpecPatch: /);
  assert.match(messageOf({ container, podSpecPatch: 'nodeName: x' }) ?? '', /nodeName: needs Kubernetes/);
  assert.match(messageOf({ container, podSpecPatch: '{"a": [' }) ?? '', /^invalid podSpecPatch: /);
});

test("the workflow's patch, then the template's; variables in both", () => {
  const script = { image: 'x', command: ['sh'], source: 'echo {{workflow.name}}' };
  const task = taskOf(
    {
      script,
      podSpecPatch:
        '{"containers":[{"name":"main","resources":{"limits":{"cpu":"{{workflow.parameters.cpu}}"}}}]}',
    },
    {
      arguments: { parameters: [{ name: 'cpu', value: '100m' }] },
      podSpecPatch:
        'terminationGracePeriodSeconds: 3\ncontainers: [{name: main, image: img}, {name: more, image: other}]',
    },
  );
  assert.equal(task.image, 'img');
  assert.equal(task.script?.source, 'echo wf');
  assert.deepEqual({ ...task.resources?.limits }, { cpu: '100m' });
  assert.equal(task.pod?.terminationGracePeriodSeconds, 3);
  assert.deepEqual(
    task.pod?.sidecars?.map(({ name, image }) => [name, image]),
    [['more', 'other']],
  );
});

test('strategic merge', () => {
  const pod = { containers: [{ name: 'a', env: [{ name: 'x', value: '1' }], args: ['1', '2'] }] };
  const merged = (patch: unknown): unknown => JSON.parse(JSON.stringify(strategicMerge(pod, patch)));
  assert.deepEqual(merged({ containers: [{ name: 'a', env: [{ name: 'y' }], args: ['3'] }] }), {
    containers: [{ name: 'a', env: [{ name: 'x', value: '1' }, { name: 'y' }], args: ['3'] }],
  });
  assert.deepEqual(merged({ containers: [{ name: 'a', $patch: 'delete' }] }), { containers: [] });
  assert.deepEqual(merged({ containers: [{ $patch: 'replace' }, { name: 'b' }] }), {
    containers: [{ name: 'b' }],
  });
  assert.deepEqual(merged({ containers: [{ name: 'a', env: null }] }), {
    containers: [{ name: 'a', args: ['1', '2'] }],
  });
  const evil = merged(JSON.parse('{"__proto__": {"polluted": 1}}'));
  assert.equal(({} as { polluted?: number }).polluted, undefined);
  assert.ok(evil);
});

test('a set: nodes below the pod, in the order of its graph', () => {
  const events = firstEvents({
    containerSet: {
      containers: [
        { name: 'main', image: 'x', dependencies: ['a'] },
        { name: 'a', image: 'x' },
      ],
      volumeMounts: [{ name: 'w', mountPath: '/w' }],
      retryStrategy: { retries: '2', duration: '5s' },
    },
    volumes: [{ name: 'w', emptyDir: {} }],
  });
  const nodes = events.filter((event) => event.type === 'nodeInitialized');
  assert.deepEqual(
    nodes.map(({ name, nodeType, parentIds }) => [name, nodeType, parentIds]),
    [
      ['wf', 'Pod', []],
      ['wf.a', 'Container', ['wf']],
      ['wf.main', 'Container', [nodes[1]?.id]],
    ],
  );
  const task = events.find((event) => event.type === 'taskScheduled')?.task;
  assert.equal(task?.pod?.set?.retries, 2);
  assert.equal(task?.pod?.set?.retryDelayMs, 5000);
  assert.deepEqual(task?.pod?.set?.containers[0]?.dependencies, ['a']);
  assert.deepEqual(
    task?.pod?.set?.containers.map(({ volumeMounts }) => volumeMounts?.length),
    [1, 1],
  );
});
