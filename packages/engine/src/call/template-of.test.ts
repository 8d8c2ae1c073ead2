import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  resolveTemplates,
  type Template,
  TemplateShelf,
  type Workflow,
  type WorkflowSpec,
} from '@tiphys/spec';
import { Scenario } from '../testing/scenario.ts';
import { leaf } from '../testing/workflows.ts';

const container = { image: 'busybox', command: ['echo', '{{inputs.parameters.x}}'] };
const echo: Template = { name: 'echo', inputs: { parameters: [{ name: 'x' }] }, container };

/** A scenario of a workflow `wf`, beside WorkflowTemplates; `shared` is the cluster's. */
function scenario(spec: WorkflowSpec, others: Record<string, WorkflowSpec>): Scenario {
  const shelf = new TemplateShelf();
  for (const [name, other] of Object.entries(others)) {
    const kind = name === 'shared' ? 'ClusterWorkflowTemplate' : 'WorkflowTemplate';
    shelf.add(kind, { metadata: { name }, spec: other });
  }
  const workflow: Workflow = { metadata: { name: 'wf', namespace: 'default' }, spec };
  return new Scenario(resolveTemplates(workflow, shelf).workflow);
}

function main(...calls: NonNullable<Template['steps']>[number]): WorkflowSpec {
  return { entrypoint: 'main', templates: [{ name: 'main', steps: [calls] }] };
}

const x = (value: string) => ({ arguments: { parameters: [{ name: 'x', value }] } });

test('calls inside a referenced template are looked up where it stands', () => {
  const inner: Template = {
    name: 'outer',
    steps: [[{ name: 'b', template: 'echo', onExit: 'bye', ...x('deep') }]],
  };
  const run = scenario(
    { ...main({ name: 'a', templateRef: { name: 'shared', template: 'outer', clusterScope: true } }) },
    { shared: { templates: [inner, echo, { ...leaf, name: 'bye' }] } },
  );
  run.run('wf[0].a[0].b');
  const a = run.node('wf[0].a');
  assert.deepEqual(a.templateRef, { name: 'shared', template: 'outer', clusterScope: true });
  assert.deepEqual([a.templateName, a.templateScope], ['', 'local/wf']);
  const b = run.node('wf[0].a[0].b');
  assert.deepEqual([b.templateName, b.templateScope, b.templateRef], ['echo', 'cluster/shared', undefined]);
  assert.equal(run.node('wf[0].a[0]').templateScope, 'cluster/shared');
  run.run('wf[0].a[0].b.onExit');
  assert.equal(run.node('wf[0].a[0].b.onExit').templateScope, 'cluster/shared');
  assert.equal(run.state.phase, 'Succeeded');
});

test('a workflow runs the spec of its workflowTemplateRef, with its own arguments and entrypoint', () => {
  const run = scenario(
    {
      workflowTemplateRef: { name: 'lib' },
      entrypoint: 'echo',
      arguments: { parameters: [{ name: 'x', value: 'mine' }] },
    },
    {
      lib: {
        entrypoint: 'main',
        arguments: { parameters: [{ name: 'x', value: 'theirs' }] },
        templates: [echo, { ...leaf, name: 'bye' }],
        onExit: 'bye',
      },
    },
  );
  assert.deepEqual(run.attempt('wf').task.command, ['echo', 'mine']);
  assert.equal(run.node('wf').templateScope, 'local/');
  run.run('wf');
  run.run('wf.onExit');
  assert.equal(run.state.phase, 'Succeeded');
});

test('a template that stands in a step knows what the step knows', () => {
  const run = scenario(
    {
      entrypoint: 'main',
      arguments: { parameters: [{ name: 'who', value: 'world' }] },
      templates: [
        {
          name: 'main',
          inputs: { parameters: [{ name: 'who' }] },
          steps: [
            [
              {
                name: 'a',
                inline: { name: '', container: { image: 'busybox', args: ['{{inputs.parameters.who}}'] } },
              },
            ],
            [
              {
                name: 'b',
                withItems: ['i'],
                inline: {
                  name: '',
                  inputs: { parameters: [{ name: 'own', value: 'x' }] },
                  retryStrategy: { limit: 1 },
                  container: {
                    image: 'busybox',
                    args: ['{{inputs.parameters.own}} {{item}} {{steps.a.status}} {{retries}}'],
                  },
                },
              },
            ],
          ],
        },
      ],
    },
    {},
  );
  assert.deepEqual(run.attempt('wf[0].a').task.args, ['world']);
  assert.deepEqual([run.node('wf[0].a').templateName, run.node('wf[0].a').templateScope], ['', 'local/wf']);
  run.run('wf[0].a');
  assert.deepEqual(run.attempt('wf[1].b(0:i)(0)').task.args, ['x i Succeeded 0']);
  run.fail('wf[1].b(0:i)(0)');
  assert.deepEqual(run.attempt('wf[1].b(0:i)(1)').task.args, ['x i Succeeded 1']);
});

test('a reference is known by its items; one that leads nowhere is an Error', () => {
  const run = scenario(
    {
      ...main({
        name: 'a',
        withItems: [
          { w: 'lib', t: 'leaf' },
          { w: 'lib', t: 'none' },
          { w: 'none', t: 'leaf' },
        ],
        templateRef: { name: '{{item.w}}', template: '{{item.t}}' },
      }),
    },
    { lib: { templates: [leaf] }, other: { templates: [leaf] } },
  );
  assert.deepEqual(run.node('wf[0].a(0:t:leaf,w:lib)').templateRef, { name: 'lib', template: 'leaf' });
  assert.equal(
    run.node('wf[0].a(1:t:none,w:lib)').message,
    'template none not found in workflow template lib',
  );
  assert.equal(run.node('wf[0].a(2:t:leaf,w:none)').message, 'workflow template none not found');
  assert.deepEqual(Object.keys(run.state.workflow.status?.storedTemplates ?? {}), ['namespaced/lib/leaf']);
});

test('templateDefaults hold for every template that does not say otherwise', () => {
  const own: Template = { name: 'own', container: { image: 'mine', command: ['a'] } };
  const bare: Template = { name: 'bare', container: { image: '', args: ['b'] } };
  const run = scenario(
    {
      ...main({ name: 'a', template: 'own' }, { name: 'b', templateRef: { name: 'lib', template: 'bare' } }),
      templates: [
        {
          name: 'main',
          steps: [
            [
              { name: 'a', template: 'own' },
              { name: 'b', templateRef: { name: 'lib', template: 'bare' } },
            ],
          ],
        },
        own,
      ],
      templateDefaults: {
        name: '',
        container: { image: 'default', command: ['c'], env: [{ name: 'E', value: 'e' }] },
        script: { image: 'no', source: 'no' },
      },
    },
    { lib: { templates: [bare] } },
  );
  const task = (name: string) => {
    const { image, command, args, env } = run.attempt(name).task;
    return { image, command, args, env };
  };
  const env = [{ name: 'E', value: 'e' }];
  assert.deepEqual(task('wf[0].a'), { image: 'mine', command: ['a'], args: [], env });
  assert.deepEqual(task('wf[0].b'), { image: 'default', command: ['c'], args: ['b'], env });
});
