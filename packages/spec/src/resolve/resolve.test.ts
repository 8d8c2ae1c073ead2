import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Template } from '../types/template.ts';
import type { WorkflowSpec } from '../types/workflow.ts';
import { canBecome } from './name-pattern.ts';
import { possibleReferences } from './reference-values.ts';
import { resolveTemplates } from './resolve-templates.ts';
import { TemplateShelf } from './template-library.ts';

function shelf(others: Record<string, WorkflowSpec>): TemplateShelf {
  const result = new TemplateShelf();
  for (const [name, spec] of Object.entries(others)) {
    result.add(name.startsWith('c-') ? 'ClusterWorkflowTemplate' : 'WorkflowTemplate', {
      metadata: { name },
      spec,
    });
  }
  return result;
}

function calling(name: string, ...calls: object[]): Template {
  return { name, dag: { tasks: calls.map((call, index) => ({ name: `t${index}`, ...call })) } };
}

const leaf = (name: string): Template => ({ name, container: { image: 'i' } });
const to = (name: string, template: string) => ({
  templateRef: { name, template, ...(name.startsWith('c-') ? { clusterScope: true } : {}) },
});

function resolved(spec: WorkflowSpec, others: Record<string, WorkflowSpec>) {
  const { workflow, absent } = resolveTemplates({ metadata: { name: 'w' }, spec }, shelf(others));
  return { keys: Object.keys(workflow.status?.storedTemplates ?? {}).sort(), absent, workflow };
}

test('all that may run is taken, at whatever distance, and nothing else', () => {
  const { keys, absent } = resolved(
    {
      templates: [calling('m', to('lib', 'a'), { inline: calling('', to('c-shared', 'x')) })],
      hooks: { exit: to('lib', 'h') },
    },
    {
      lib: {
        templates: [
          calling('a', { template: 'b', onExit: 'bye' }, { template: 'b', hooks: { x: to('other', 'o') } }),
          leaf('b'),
          leaf('bye'),
          leaf('h'),
          leaf('unused'),
        ],
      },
      other: { templates: [calling('o', to('lib', 'a')), leaf('unused')] },
      'c-shared': { templates: [leaf('x')] },
    },
  );
  assert.deepEqual(keys, [
    'cluster/c-shared/x',
    'namespaced/lib/a',
    'namespaced/lib/b',
    'namespaced/lib/bye',
    'namespaced/lib/h',
    'namespaced/other/o',
  ]);
  assert.deepEqual(absent, []);
});

test('what the library does not have is named', () => {
  const { absent } = resolved({ templates: [calling('m', to('none', 'a'), to('c-none', 'a'))] }, {});
  assert.deepEqual(absent, [
    { kind: 'WorkflowTemplate', name: 'none' },
    { kind: 'ClusterWorkflowTemplate', name: 'c-none' },
  ]);
  assert.deepEqual(resolved({ workflowTemplateRef: { name: 'none' } }, {}).absent, [
    { kind: 'WorkflowTemplate', name: 'none' },
  ]);
});

test('a reference that is open counts for all that it can become', () => {
  const others = {
    'lib-a': { templates: [leaf('x'), leaf('y')] },
    'lib-b': { templates: [leaf('x')] },
    z: { templates: [leaf('x')] },
  };
  const open = resolved({ templates: [calling('m', to('lib-{{inputs.parameters.n}}', 'x'))] }, others);
  assert.deepEqual(open.keys, ['namespaced/lib-a/x', 'namespaced/lib-b/x']);
  assert.deepEqual(open.absent, [{ kind: 'WorkflowTemplate', name: 'lib-{{inputs.parameters.n}}' }]);
  const items = {
    ...to('{{item.n}}', '{{item.t}}'),
    withItems: [
      { n: 'lib-a', t: 'y' },
      { n: 'z', t: 'x' },
    ],
  };
  assert.deepEqual(resolved({ templates: [calling('m', items)] }, others).keys, [
    'namespaced/lib-a/y',
    'namespaced/z/x',
  ]);
  const given = { arguments: { parameters: [{ name: 'l', value: 'z' }] } };
  const parameter = to('{{ workflow.parameters.l }}', 'x');
  assert.deepEqual(resolved({ ...given, templates: [calling('m', parameter)] }, others).keys, [
    'namespaced/z/x',
  ]);
});

test('a workflow of a WorkflowTemplate has its label, and the merged spec', () => {
  const { workflow } = resolved(
    { workflowTemplateRef: { name: 'lib' } },
    { lib: { entrypoint: 'a', templates: [leaf('a')] } },
  );
  assert.deepEqual(workflow.metadata.labels, { 'workflows.argoproj.io/workflow-template': 'lib' });
  assert.equal(workflow.status?.storedWorkflowTemplateSpec?.entrypoint, 'a');
  assert.deepEqual(workflow.spec, { workflowTemplateRef: { name: 'lib' } });
});

test('what a text with variables can become', () => {
  const cases: [text: string, name: string, can: boolean][] = [
    ['a', 'a', true],
    ['a', 'b', false],
    ['{{x}}', 'anything', true],
    ['a-{{x}}-b', 'a-1-b', true],
    ['a-{{x}}-b', 'a-b', false],
    ['{{x}}-m-{{y}}', '1-m-2', true],
    ['{{x}}-m-{{y}}', '1-2', false],
    ['ab{{x}}ba', 'aba', false],
  ];
  for (const [text, name, can] of cases) assert.equal(canBecome(text, name), can, `${text} ${name}`);
});

test('items that are no maps, and values that are none', () => {
  const refs = possibleReferences(
    { name: '{{item}}', template: 't' },
    { withItems: ['a', 1, ['x']] },
    undefined,
  );
  assert.deepEqual(
    refs.map(({ name }) => name),
    ['a', '1', '{{item}}'],
  );
});
