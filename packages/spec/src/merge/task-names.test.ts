import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Template } from '../types/template.ts';
import { withTaskNames } from './task-names.ts';

const spec = {
  arguments: { parameters: [{ name: 'x', value: 'abc' }, { name: 'tag', value: '{{x}}' }, { name: 'none' }] },
};

function named(name: string, isEntry = true, rest: Partial<Template> = {}): string | undefined {
  const inputs = {
    parameters: [
      { name: 'x', value: 'own' },
      { name: 'y', default: 'why' },
    ],
  };
  const template: Template = { name: 't', inputs, ...rest, dag: { tasks: [{ name, template: 'e' }] } };
  return withTaskNames(template, spec, isEntry).dag?.tasks[0]?.name;
}

test('arguments of the workflow everywhere, inputs of the entrypoint alone', () => {
  assert.equal(named('a-{{workflow.parameters.x}}-{{ inputs.parameters.x }}'), 'a-abc-abc');
  assert.equal(named('a-{{inputs.parameters.y}}'), 'a-why');
  assert.equal(named('a-{{workflow.parameters.x}}', false), 'a-abc');
  const open = [
    'a-{{inputs.parameters.z}}',
    'a-{{workflow.parameters.none}}',
    'a-{{workflow.parameters.tag}}',
    'a-{{workflow.name}}',
    '{{=inputs.parameters.x}}',
  ];
  for (const text of open) assert.equal(named(text), text);
  assert.equal(named('a-{{inputs.parameters.x}}', false), 'a-{{inputs.parameters.x}}');
});

test('what is waited for has the same names; a template without variables is itself', () => {
  const tasks = [
    { name: 't-{{inputs.parameters.x}}', template: 'e' },
    { name: 'b', template: 'e', dependencies: ['t-{{inputs.parameters.x}}'] },
    { name: 'c', template: 'e', depends: 't-{{inputs.parameters.x}}.Succeeded || b' },
  ];
  const template: Template = { name: 't', inputs: { parameters: [{ name: 'x' }] }, dag: { tasks } };
  assert.deepEqual(withTaskNames(template, spec, true).dag?.tasks, [
    { name: 't-abc', template: 'e' },
    { name: 'b', template: 'e', dependencies: ['t-abc'] },
    { name: 'c', template: 'e', depends: 't-abc.Succeeded || b' },
  ]);
  const plain: Template = { name: 't', dag: { tasks: [{ name: 'a', template: 'e' }] } };
  assert.equal(withTaskNames(plain, spec, true), plain);
});
