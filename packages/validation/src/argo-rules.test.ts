import assert from 'node:assert/strict';
import { test } from 'node:test';
import { decodeCronWorkflow, problemText } from '@tiphys/spec';
import { dag, errors, steps, validate, warnings } from './testing/spec-text.ts';
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

test('an expression that is never closed takes the rest of the template with it', () => {
  assert.deepEqual(errors(template('container: {image: x, args: ["{{=1 + 1}"]}')), [
    'spec.templates[0].container.args[0]: templates.m failed to unmarshall JSON expression: a "{{=" is never closed',
  ]);
});

test('the inputs of the entrypoint are known where arguments give them', () => {
  const spec = (value: string) =>
    template(
      'inputs: {parameters: [{name: p}]}, container: {image: x, args: ["{{inputs.parameters.p}}"]}',
      `  arguments: {parameters: [{name: p, value: "${value}"}]}\n`,
    );
  assert.deepEqual(errors(spec('{{workflow.name}}')), []);
  assert.match(
    errors(spec('{{tasks.none.id}}')).join('\n'),
    /templates\.m: failed to resolve {{tasks\.none\.id}}/,
  );
});

test('an empty enum is looked at in the arguments of the workflow alone', () => {
  const call = '[{name: a, template: i, arguments: {parameters: [{name: p, value: x, enum: []}]}}]';
  assert.deepEqual(errors(steps(call)), []);
  assert.match(
    errors(
      template('container: {image: x}', '  arguments: {parameters: [{name: p, value: x, enum: []}]}\n'),
    ).join(),
    /spec\.arguments\.p\.enum should contain at least one value/,
  );
});

test('what is wrong is told with the calls that lead to it, and in the order in which argo comes by it', () => {
  const spec =
    '  entrypoint: m\n  templates: [{name: z, container: {image: ""}}, {name: m, steps: [[{name: a, template: d}], [{name: b, template: none}]]}, {name: d, dag: {tasks: [{name: c, template: i}]}}, {name: i, inputs: {parameters: [{name: p}]}, container: {image: x}}]\n';
  assert.deepEqual(validate(spec).errors.map(problemText), [
    'templates.m.steps[0].a templates.d.tasks.c templates.i inputs.parameters.p was not supplied',
    "templates.m.steps[1].b template name 'none' undefined",
    'templates.z templates.z.container.image may not be empty',
  ]);
});
