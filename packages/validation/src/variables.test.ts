import assert from 'node:assert/strict';
import { test } from 'node:test';
import { errors, TASK, warnings } from './testing/spec-text.ts';

test('variables', () => {
  const container = (arg: string, rest = '') =>
    `  entrypoint: t\n  templates: [{name: t, container: {image: x, args: [${JSON.stringify(arg)}]}}]\n${rest}`;
  for (const known of [
    'workflow.name',
    'workflow.status',
    'workflow.labels.json',
    'workflow.creationTimestamp.Y',
    'workflow.duration',
    'pod.name',
    'node.name',
    'steps.name',
  ]) {
    assert.deepEqual(errors(container(`{{${known}}}`)), [], known);
  }
  for (const unknown of [
    'inputs.parameters.x',
    'workflow.parameters.x',
    'workflow.failures',
    'item.x',
    'steps.a.id',
  ]) {
    assert.deepEqual(errors(container(`{{ ${unknown} }}`)), [
      `spec.templates[0].container.args[0]: templates.t: failed to resolve {{ ${unknown} }}`,
    ]);
  }
  assert.deepEqual(errors(container('{{=inputs.parameters.x}}')), [], 'expressions are not looked into');
  assert.deepEqual(warnings(container('{{input.parameters.x}} {{ .Go }} {{nothing}}')), [
    'spec.templates[0].container.args[0]: {{input.parameters.x}} names no variable: it stays as it is',
  ]);
  assert.deepEqual(errors(container('{{inputs.parameters.x')), [
    'spec.templates[0].container.args[0]: templates.t: Cannot find end tag="}}": a "{{" is never closed',
  ]);
});

test('nested variables and those that a parameter brings in', () => {
  const spec = (arg: string, value: string) =>
    `  entrypoint: t\n  arguments: {parameters: [{name: w, value: "${value}"}, {name: p, value: x}]}\n  templates: [{name: t, inputs: {parameters: [{name: p}]}, container: {image: x, args: ["${arg}"]}}]`;
  assert.deepEqual(errors(spec('{{inputs.parameters.{{workflow.parameters.w}}}}', 'p')), []);
  assert.deepEqual(errors(spec('{{inputs.parameters.{{workflow.parameters.w}}}}', 'q')), [
    'spec.templates[0].container.args[0]: templates.t: failed to resolve {{inputs.parameters.q}}',
  ]);
  assert.deepEqual(errors(spec('{{workflow.parameters.w}}', '{{inputs.parameters.p}}')), []);
});

test('workflow.failures is for handlers', () => {
  const reader = '{name: r, container: {image: x, args: ["{{workflow.failures}}"]}}';
  const spec = (rest: string) => `  entrypoint: t\n${rest}  templates: [${TASK}, ${reader}]`;
  assert.deepEqual(errors(spec('  onExit: r\n')), []);
  assert.deepEqual(errors(spec('  hooks: {exit: {template: r}}\n')), []);
  assert.equal(errors(spec('')).length, 1);
  assert.equal(errors(spec('  onExit: r\n').replace('entrypoint: t', 'entrypoint: r')).length, 1);
});

test('a tag that is never closed', () => {
  const spec = (arg: string) =>
    `  entrypoint: t\n  templates: [{name: t, container: {image: x, args: ["${arg}"]}}]`;
  assert.deepEqual(warnings(spec('{{workflow.name}} {{ open')), [
    'spec.templates[0].container.args[0]: Cannot find end tag="}}": a "{{" is never closed',
  ]);
});
