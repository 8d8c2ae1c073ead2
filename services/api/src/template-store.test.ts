import assert from 'node:assert/strict';
import { afterEach, beforeEach, test } from 'node:test';
import { submitWorkflow } from './submit-workflow.ts';
import { TemplateStore } from './template-store.ts';
import { World } from './testing/api-world.ts';

const SAY = {
  name: 'say',
  inputs: { parameters: [{ name: 'text' }] },
  container: { image: 'busybox', command: ['echo', '{{inputs.parameters.text}}'] },
};

function library(name: string, spec: object = {}): Record<string, unknown> {
  return { metadata: { name }, spec: { templates: [SAY], ...spec } };
}

let world: World;
let templates: TemplateStore;

beforeEach(() => {
  world = new World();
  templates = new TemplateStore(world.ports, 'WorkflowTemplate');
});
afterEach(() => world.stop());

function rejects(promise: Promise<unknown>, code: string, message: RegExp): Promise<void> {
  return assert.rejects(promise, (error: Error & { code: string }) => {
    assert.equal(error.code, code, error.message);
    assert.match(error.message, message);
    return true;
  });
}

test('a template is created, read, replaced and deleted', async () => {
  const created = await templates.create('argo', library('lib'));
  const { uid, resourceVersion, ...metadata } = created.metadata;
  assert.deepEqual(metadata, {
    name: 'lib',
    namespace: 'argo',
    generation: 1,
    creationTimestamp: '2026-11-24T00:00:00Z',
  });
  assert.deepEqual(await templates.get('argo', 'lib'), created);
  await rejects(templates.create('argo', library('lib')), 'already_exists', /"lib" already exists/);
  const changed = { ...library('lib', { entrypoint: 'say' }), metadata: { name: 'lib', resourceVersion } };
  const updated = await templates.update('argo', 'lib', changed);
  assert.equal(updated.metadata.uid, uid);
  assert.equal(updated.metadata.generation, 2);
  await rejects(templates.update('argo', 'lib', changed), 'failed_precondition', /has been modified/);
  await templates.update('argo', 'lib', library('lib'));
  await templates.delete('argo', 'lib');
  await rejects(templates.get('argo', 'lib'), 'not_found', /workflowtemplates.argoproj.io "lib" not found/);
  await rejects(templates.delete('argo', 'lib'), 'not_found', /not found/);
  await rejects(templates.update('argo', 'lib', library('lib')), 'not_found', /not found/);
});

test('lists are by namespace, labels and name, and paged', async () => {
  for (const name of ['c', 'a', 'b']) await templates.create('argo', library(name));
  await templates.create('other', { ...library('d'), metadata: { name: 'd', labels: { team: 'x' } } });
  const all = {
    namespace: '',
    labelSelector: '',
    fieldSelector: '',
    namePattern: '',
    limit: 0,
    continueToken: '',
  };
  const names = async (query: Partial<typeof all>) =>
    (await templates.list({ ...all, ...query })).items.map(({ metadata }) => metadata.name);
  assert.deepEqual(await names({}), ['a', 'b', 'c', 'd']);
  assert.deepEqual(await names({ namespace: 'argo' }), ['a', 'b', 'c']);
  assert.deepEqual(await names({ labelSelector: 'team=x' }), ['d']);
  assert.deepEqual(await names({ namePattern: 'b' }), ['b']);
  assert.deepEqual(await names({ fieldSelector: 'metadata.name=a' }), ['a']);
  const first = await templates.list({ ...all, limit: 3 });
  assert.equal(first.remaining, 1);
  assert.deepEqual(await names({ limit: 3, continueToken: first.continueToken }), ['d']);
  await rejects(names({ labelSelector: '=' }), 'invalid_argument', /unable to parse/);
});

test('what is wrong is refused', async () => {
  const wrong = { metadata: { name: 'lib' }, spec: { templates: [{ name: 'x' }] } };
  await rejects(
    templates.create('argo', wrong),
    'invalid_argument',
    /spec.templates\[0\]: .*type is unknown/,
  );
  await rejects(templates.lint('argo', wrong), 'invalid_argument', /type is unknown/);
  await rejects(templates.create('argo', { spec: {} }), 'invalid_argument', /name or generateName/);
  await rejects(templates.create('', library('lib')), 'invalid_argument', /namespace/);
  await rejects(templates.create('argo', { kind: 'Workflow' }), 'invalid_argument', /kind: expected/);
  const refers = { steps: [[{ name: 'a', templateRef: { name: 'none', template: 'x' } }]] };
  await rejects(
    templates.create('argo', { metadata: { name: 'lib' }, spec: { templates: [{ name: 'm', ...refers }] } }),
    'invalid_argument',
    /template reference none.x not found/,
  );
});

test('a workflow takes what it refers to with it', async () => {
  const cluster = new TemplateStore(world.ports, 'ClusterWorkflowTemplate');
  await cluster.create('', library('shared'));
  const call = { name: 'a', arguments: { parameters: [{ name: 'text', value: 'hi' }] } };
  const refers = { templateRef: { name: 'shared', template: 'say', clusterScope: true } };
  await templates.create('argo', {
    metadata: { name: 'lib' },
    spec: {
      entrypoint: 'main',
      workflowMetadata: { labels: { team: 'x' }, labelsFrom: { who: { expression: 'workflow.namespace' } } },
      templates: [{ name: 'main', steps: [[{ ...call, ...refers }]] }],
    },
  });
  const workflow = await world.settle(
    submitWorkflow(world.ports, 'argo', { kind: 'workflowtemplate', name: 'lib' }, { labels: 'a=b' }, ''),
  );
  assert.match(workflow.metadata.name ?? '', /^lib-/);
  assert.deepEqual(workflow.metadata.labels, {
    a: 'b',
    'workflows.argoproj.io/workflow-template': 'lib',
    team: 'x',
    who: 'argo',
  });
  assert.deepEqual(workflow.spec, { workflowTemplateRef: { name: 'lib' } });
  assert.deepEqual(Object.keys(workflow.status?.storedTemplates ?? {}), ['cluster/shared/say']);
  assert.equal(workflow.status?.storedWorkflowTemplateSpec?.entrypoint, 'main');
  await templates.delete('argo', 'lib');
  await cluster.delete('', 'shared');
  world.scheduler.start();
  await world.projected();
  const [stored] = (
    await world.status.list({
      namespace: 'argo',
      labelSelector: 'team=x',
      fieldSelector: '',
      limit: 0,
      continueToken: '',
      includeNodes: true,
    })
  ).workflows;
  const nodes = Object.values(stored?.status?.nodes ?? {});
  const pod = nodes.find(({ type }) => type === 'Pod');
  assert.deepEqual(pod?.templateRef, refers.templateRef);
  assert.equal(pod?.templateScope, 'local/');
  assert.deepEqual(Object.keys(stored?.status?.storedTemplates ?? {}), ['cluster/shared/say']);
});

test('metadata that cannot be evaluated are refused, and the name is free again', async () => {
  const withLabel = (expression: string) => ({
    metadata: { name: 'wf' },
    spec: {
      entrypoint: 'say',
      arguments: { parameters: [{ name: 'text', value: 'x y' }] },
      templates: [SAY],
      workflowMetadata: { labelsFrom: { l: { expression } } },
    },
  });
  await rejects(
    world.create(withLabel('1')),
    'invalid_argument',
    /spec.workflowMetadata: .*must be a string/,
  );
  await rejects(
    world.create(withLabel('workflow.parameters.text')),
    'invalid_argument',
    /metadata.labels.l: a valid label/,
  );
  const { metadata } = await world.create(withLabel('workflow.name'));
  assert.deepEqual(metadata.labels, { l: 'wf' });
});

test('submission refuses kinds and options that are none', async () => {
  const submit = (kind: string, name: string, options = {}) =>
    submitWorkflow(world.ports, 'argo', { kind, name }, options, '');
  await rejects(submit('Pod', 'x'), 'invalid_argument', /Resource kind 'Pod' is not supported/);
  await rejects(submit('wftmpl', 'x'), 'invalid_argument', /workflowtemplates.argoproj.io "x" not found/);
  await rejects(submit('cwf', 'x'), 'not_found', /cronworkflows.argoproj.io "x" not found/);
  await templates.create('argo', library('lib', { entrypoint: 'say' }));
  await rejects(submit('wftmpl', 'lib'), 'invalid_argument', /inputs.parameters.text was not supplied/);
  await rejects(submit('wftmpl', 'lib', { parameters: ['x'] }), 'invalid_argument', /NAME=VALUE/);
  await rejects(
    submit('wftmpl', 'lib', { ownerReference: { kind: 'Pod' } }),
    'invalid_argument',
    /ownerReferences/,
  );
  const dry = await submit('wftmpl', 'lib', { dryRun: true, parameters: ['text=a'], entryPoint: 'say' });
  assert.deepEqual(dry.spec.arguments, { parameters: [{ name: 'text', value: 'a' }] });
  assert.equal(dry.metadata.name, undefined);
});
