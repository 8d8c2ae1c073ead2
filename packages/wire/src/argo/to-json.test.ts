import assert from 'node:assert/strict';
import { test } from 'node:test';
import { BinaryWriter } from '@bufbuild/protobuf/wire';
import { Workflow } from '../gen/argo/v1alpha1/workflow.ts';
import { WireError } from '../wire-error.ts';
import { argoJsonText } from './json-text.ts';
import { toArgoJson } from './to-json.ts';
import { unknownFieldsOf } from './unknown-fields.ts';
import {
  WORKFLOW_TYPE,
  workflowFromMessage,
  workflowListFromMessage,
  workflowListToMessage,
  workflowToMessage,
} from './workflow-message.ts';

const PACKAGE = 'github.com.argoproj.argo_workflows.v4.pkg.apis.workflow.v1alpha1';

test('JSON is printed as Go prints it', () => {
  const value = { a: '<&>\u2028', b: [], c: {}, d: 'ä"\n' };
  assert.equal(argoJsonText(value), '{"a":"\\u003c\\u0026\\u003e\\u2028","b":[],"c":{},"d":"ä\\"\\n"}');
  assert.equal(argoJsonText({ a: [1] }, 4), '{\n    "a": [\n        1\n    ]\n}');
});

test('raw JSON that is none is refused by name, not passed on', () => {
  for (const [type, message] of [
    ['Item', { value: Buffer.from('{') }],
    ['Amount', { value: 'lots' }],
  ] as const) {
    assert.throws(() => toArgoJson(`${PACKAGE}.${type}`, message), {
      name: 'WireError',
      messageType: `${PACKAGE}.${type}`,
    });
  }
  assert.throws(() => toArgoJson('k8s.io.apimachinery.pkg.apis.meta.v1.Time', { seconds: 1e15 }), WireError);
});

test('an int or string is what its type says', () => {
  const type = 'k8s.io.apimachinery.pkg.util.intstr.IntOrString';
  assert.equal(toArgoJson(type, { type: 1, intVal: 5, strVal: '5%' }), '5%');
  assert.equal(toArgoJson(type, { type: 0, intVal: 5, strVal: '' }), 5);
  assert.equal(toArgoJson(type, {}), 0);
});

test('a list without items is null where Argo always writes it', () => {
  assert.deepEqual(toArgoJson(`${PACKAGE}.WorkflowList`, { metadata: undefined, items: [] }), {
    metadata: {},
    items: null,
  });
});

test('fields that have no name are found, with the path of what holds them', () => {
  const unknown = new BinaryWriter()
    .uint32((999 << 3) | 2)
    .string('new')
    .uint32((999 << 3) | 2)
    .string('again')
    .finish();
  const step = new BinaryWriter().uint32(10).string('s').raw(unknown).finish();
  const group = new BinaryWriter().uint32(10).bytes(step).finish();
  const template = new BinaryWriter()
    .uint32((11 << 3) | 2)
    .bytes(group)
    .finish();
  const spec = new BinaryWriter().uint32(10).bytes(template).finish();
  const bytes = new BinaryWriter().uint32(18).bytes(spec).raw(unknown).finish();
  const message = Workflow.decode(bytes);
  assert.deepEqual(unknownFieldsOf(WORKFLOW_TYPE, message), [
    { path: [], number: 999 },
    { path: ['spec', 'templates', 0, 'steps', 0, 0], number: 999 },
  ]);
  assert.deepEqual(unknownFieldsOf(WORKFLOW_TYPE, Workflow.decode(new Uint8Array())), []);
});

test('our own workflows and pages go there and come back', () => {
  const workflow = {
    metadata: { name: 'wf', namespace: 'default', creationTimestamp: '2026-11-24T04:50:04Z' },
    spec: { arguments: {}, entrypoint: 'main' },
    status: {
      phase: 'Running' as const,
      startedAt: '2026-11-24T04:50:04Z',
      finishedAt: null,
      nodes: Object.fromEntries([
        [
          '__proto__',
          {
            id: '__proto__',
            name: '__proto__',
            displayName: '__proto__',
            type: 'Pod' as const,
            phase: 'Pending' as const,
            startedAt: null,
            finishedAt: null,
            nodeFlag: {},
          },
        ],
      ]),
    },
  };
  const sent = workflowToMessage({ apiVersion: 'argoproj.io/v1alpha1', kind: 'Workflow', ...workflow });
  assert.deepEqual(workflowFromMessage(Workflow.decode(Workflow.encode(sent).finish())), workflow);
  const page = {
    metadata: { resourceVersion: '7', continue: 'next', remainingItemCount: 3 },
    items: [workflow],
  };
  assert.deepEqual(workflowListFromMessage(workflowListToMessage(page)), page);
  assert.deepEqual(workflowListFromMessage(workflowListToMessage({ metadata: {}, items: [] })).items, []);
});

test('a workflow of our own that Argo does not have is our mistake', () => {
  const workflow = { metadata: {}, spec: { handlers: [] } } as never;
  assert.throws(() => workflowToMessage(workflow), /spec.handlers: unknown field/);
});
