import assert from 'node:assert/strict';
import { test } from 'node:test';
import { decodeCronWorkflow } from '@tiphys/spec';
import { dag, errors, steps, warnings } from './testing/spec-text.ts';
import { validateCronWorkflow } from './validate-cron-workflow.ts';

function template(body: string, rest = ''): string {
  return `  entrypoint: m\n${rest}  templates: [{name: m, ${body}}]\n`;
}

test('an input artifact and a volume are not mounted at one place', () => {
  const body =
    'inputs: {artifacts: [{name: a, path: /src, raw: {data: x}}]}, container: {image: x, volumeMounts: [{name: v, mountPath: /src}]}';
  assert.deepEqual(errors(template(body)), [
    "spec.templates[0].inputs.artifacts[0].path: templates.m.inputs.artifacts[0].path '/src' already mounted in container.volumeMounts.v",
  ]);
});

test('a suspend template is no leaf: its artifacts have no path, and it has no timeout', () => {
  assert.deepEqual(errors(template('suspend: {}, outputs: {artifacts: [{name: a, path: /x}]}')), [
    'spec.templates[0].outputs.artifacts[0].path: templates.m.outputs.artifacts.a.path only valid in container/script templates',
  ]);
  assert.deepEqual(errors(template('suspend: {}, timeout: 5s')), [
    "spec.templates[0].timeout: Suspend template doesn't support timeout field",
  ]);
});

test('the name of an output is looked at when what is known has been filled in', () => {
  const output = (name: string) =>
    template(`container: {image: x}, outputs: {artifacts: [{name: "${name}", path: /x}]}`);
  assert.deepEqual(errors(output('a-{{workflow.name}}')), []);
  assert.match(errors(output('a-{{retries}}')).join('\n'), /'a-{{retries}}' is invalid/);
});

test('a task depends on what its arguments begin with, artifacts too, and never on itself', () => {
  assert.match(
    errors(
      dag('{name: a, template: i, arguments: {parameters: [{name: p, value: "{{tasks.a.id}}"}]}}'),
    ).join(),
    /missing dependency 'a' for parameter 'p'/,
  );
});

test('the outputs of a step that is looped over are a list for those after it, not for its own handler', () => {
  const hook =
    'hooks: {exit: {template: i, arguments: {parameters: [{name: p, value: "{{steps.a.outputs.parameters}}"}]}}}';
  assert.match(
    errors(steps(`[{name: a, template: o, withItems: [1], ${hook}}]`)).join(),
    /failed to resolve {{steps.a.outputs.parameters}}/,
  );
});

test('values of inputs that every call replaces are only warned of', () => {
  const spec = `  entrypoint: m\n  templates: [{name: m, steps: [[{name: a, template: i, arguments: {parameters: [{name: p, value: v}]}}]]}, {name: i, inputs: {parameters: [{name: p, value: "{{workflow.parameters.x}}"}]}, container: {image: x}}]\n`;
  assert.deepEqual(warnings(spec), [
    'spec.templates[1].inputs.parameters[0].value: nothing resolves {{workflow.parameters.x}}',
  ]);
});

test('a cron workflow without a spec, and a zone in other letters', () => {
  const empty = decodeCronWorkflow({ kind: 'CronWorkflow', metadata: { name: 'c' } });
  assert.ok(empty.ok);
  assert.match(
    validateCronWorkflow(empty.cronWorkflow)
      .errors.map(({ message }) => message)
      .join('\n'),
    /must have at least one schedule/,
  );
});
