import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { decodeWorkflow } from './decode.ts';
import { encodeWorkflow } from './encode.ts';
import { formatPath } from './problem.ts';
import type { Workflow } from './types/workflow.ts';
import { parseYaml } from './yaml/parse.ts';

function decode(text: string): Workflow {
  const [document] = parseYaml(text).documents;
  const result = decodeWorkflow(document?.value);
  assert.ok(result.ok, JSON.stringify(result));
  return result.workflow;
}

function refusals(value: unknown): string[] {
  const result = decodeWorkflow(value);
  assert.ok(!result.ok);
  return result.problems.map(({ path, message }) => `${formatPath(path)}: ${message}`);
}

function refusalsOfTemplate(template: unknown): string[] {
  return refusals({ spec: { templates: [template] } });
}

const EXIT_HANDLER = `
apiVersion: argoproj.io/v1alpha1
kind: Workflow
metadata:
  generateName: exit-handler-
spec:
  entrypoint: main
  onExit: tidy-up
  arguments:
    parameters: [{name: times, value: 1.50, enum: [1.5, true]}]
  templates:
  - name: main
    dag:
      tasks:
      - {name: a, template: whalesay, onExit: tidy-up, dependencies: []}
  - name: tidy-up
    steps:
    - - name: celebrate
        template: whalesay
        when: "{{workflow.status}} == Succeeded"
        hooks: {exit: {template: whalesay}, __proto__: {template: whalesay, expression: "true"}}
  - name: whalesay
    container:
      image: docker/whalesay
      command: [cowsay]
      args: ["hello"]
      env: [{name: A, value: b}]
      resources: {limits: {memory: 64Mi, cpu: 1}}
`;

test('a workflow', () => {
  const workflow = decode(EXIT_HANDLER);
  assert.equal(workflow.metadata.generateName, 'exit-handler-');
  assert.deepEqual(workflow.spec.arguments, {
    parameters: [{ name: 'times', value: '1.5', enum: ['1.5', 'true'] }],
  });
  const [main, tidyUp, whalesay] = workflow.spec.templates ?? [];
  assert.deepEqual(main?.dag?.tasks, [
    { name: 'a', template: 'whalesay', onExit: 'tidy-up', dependencies: [] },
  ]);
  const hooks = tidyUp?.steps?.[0]?.[0]?.hooks;
  assert.deepEqual(Object.keys(hooks ?? {}), ['exit', '__proto__']);
  assert.deepEqual(whalesay?.container?.env, [{ name: 'A', value: 'b' }]);
  assert.equal(whalesay?.container?.resources?.limits?.cpu, '1');
});

test('every problem is named, in the order of the manifest', () => {
  const value = {
    metadata: { labels: { 'a.b': 1 } },
    spec: {
      entrypoint: 1,
      templates: [
        { name: 'a', resource: { action: 'get' } },
        { name: 'b', container: { imgae: 'x', args: 1, env: [{ name: 'e', valueFrom: {} }] } },
        { steps: [{ name: 'c' }] },
        5,
      ],
      executorPlugins: [1],
    },
  };
  assert.deepEqual(refusals(value), [
    'metadata.labels["a.b"]: expected a text, got a number: quote it',
    'spec.entrypoint: expected a text, got a number: quote it',
    'spec.templates[0].resource: needs Kubernetes: it makes and changes its objects',
    'spec.templates[1].container.imgae: unknown field "spec.templates[1].container.imgae" (did you mean "image"?)',
    'spec.templates[1].container.args: expected a list of texts, got a number',
    'spec.templates[2].steps[0]: expected a list of steps, got a map',
    'spec.templates[3]: expected a template (a map), got a number',
    'spec.executorPlugins: needs Kubernetes: plugins run beside an agent in a pod',
  ]);
});

test('kinds', () => {
  assert.deepEqual(refusals({ kind: 'CronWorkflow', spec: { schedules: [] } }), [
    'kind: expected "Workflow", got "CronWorkflow"',
  ]);
  assert.deepEqual(refusals({ kind: 'Sensor' }), [
    'kind: Sensor is not supported yet, only Workflow, WorkflowTemplate, ClusterWorkflowTemplate, CronWorkflow',
  ]);
  assert.deepEqual(refusals({ kind: 'Pod' }), [
    'kind: unknown kind "Pod": there are Workflow, WorkflowTemplate, ClusterWorkflowTemplate, CronWorkflow',
  ]);
  assert.deepEqual(refusals({ kind: 'WorkflowTemplate' }), [
    'kind: expected "Workflow", got "WorkflowTemplate"',
  ]);
  assert.deepEqual(refusals({ kind: 'Workflow', apiVersion: 'v1' }), [
    'apiVersion: expected "argoproj.io/v1alpha1", got "v1"',
  ]);
  assert.deepEqual(refusals([]), [': expected a workflow (a map), got a list']);
});

test('what the server sets is dropped', () => {
  const { workflow } = decodeWorkflow({
    metadata: { name: 'a', uid: 'u', managedFields: [{}], creationTimestamp: null },
    spec: {},
    status: { phase: 'Running', nodes: { a: { unheard: 'of' } } },
  }) as { workflow: Workflow };
  assert.deepEqual(workflow, { metadata: { name: 'a' }, spec: {} });
});

test('values that say nothing are no refusal: encoders write them', () => {
  const result = decodeWorkflow({
    metadata: {},
    spec: {
      arguments: {},
      executorPlugins: [],
      resourceClaims: [],
      parallelism: null,
      templates: [
        {
          name: 'a',
          inputs: {},
          outputs: {},
          metadata: {},
          container: { image: 'x', resources: {}, restartPolicy: '', resizePolicy: [] },
        },
      ],
    },
  });
  assert.deepEqual(result, {
    ok: true,
    workflow: { metadata: {}, spec: { templates: [{ name: 'a', container: { image: 'x' } }] } },
  });
});

test('values that do say something are', () => {
  assert.deepEqual(refusalsOfTemplate({ container: { restartPolicy: 'Always' } }), [
    'spec.templates[0].container.restartPolicy: needs Kubernetes: its kubelet resizes and restarts containers',
  ]);
});

test('quantities', () => {
  const [bad, other] = refusalsOfTemplate({
    container: { resources: { limits: { memory: '64 MB', 'amd.com/gpu': 1 } } },
  });
  assert.match(bad ?? '', /limits\.memory: quantities must match .*: "64 MB" is none$/);
  assert.match(other ?? '', /limits\["amd.com\/gpu"\]: not supported yet/);
});

test('AnyString takes scalars only', () => {
  assert.deepEqual(refusals({ spec: { arguments: { parameters: [{ name: 'a', value: { b: 1 } }] } } }), [
    'spec.arguments.parameters[0].value: expected a text, number or boolean, got a map',
  ]);
});

test('encode is the inverse of decode, in the order of Argo', () => {
  const workflow = decode(EXIT_HANDLER);
  const encoded = encodeWorkflow(workflow);
  assert.deepEqual(Object.keys(encoded), ['kind', 'apiVersion', 'metadata', 'spec', 'status']);
  const again = decodeWorkflow(JSON.parse(JSON.stringify(encoded)));
  assert.ok(again.ok);
  assert.equal(JSON.stringify(encodeWorkflow(again.workflow)), JSON.stringify(encoded));
});

test('what Argo always writes is written', () => {
  assert.deepEqual(JSON.parse(JSON.stringify(encodeWorkflow({ metadata: {}, spec: { templates: [] } }))), {
    metadata: {},
    spec: { arguments: {} },
    status: { startedAt: null, finishedAt: null },
  });
  const { spec } = encodeWorkflow({
    metadata: {},
    spec: { templates: [{ name: 'a', container: { image: 'x' } }], shutdown: 'Stop' },
  });
  assert.deepEqual(JSON.parse(JSON.stringify(spec)), {
    templates: [
      {
        name: 'a',
        inputs: {},
        outputs: {},
        metadata: {},
        container: { name: '', image: 'x', resources: {} },
      },
    ],
    arguments: {},
    shutdown: 'Stop',
  });
});

test('no value makes it throw', () => {
  const key = fc.constantFrom(
    ...[
      'metadata',
      'spec',
      'templates',
      'steps',
      'dag',
      'tasks',
      'container',
      'args',
      'env',
      'name',
      'hooks',
    ],
    ...[
      'exit',
      'arguments',
      'parameters',
      'value',
      '__proto__',
      'constructor',
      'labels',
      'resources',
      'limits',
      'x',
    ],
  );
  const { value } = fc.letrec((tie) => ({
    value: fc.oneof(
      { depthSize: 'medium' },
      fc.constantFrom(null, 1, 'a', true, '', {}, []),
      fc.array(tie('value'), { maxLength: 3 }),
      fc.dictionary(key, tie('value'), { maxKeys: 4 }),
    ),
  }));
  fc.assert(
    fc.property(value, (garbage) => {
      const result = decodeWorkflow(garbage);
      if (result.ok) encodeWorkflow(result.workflow);
      else assert.ok(result.problems.length > 0);
    }),
    { numRuns: 3000 },
  );
});
