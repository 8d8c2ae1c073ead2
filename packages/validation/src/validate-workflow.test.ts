import assert from 'node:assert/strict';
import { test } from 'node:test';
import { dag, errors, steps, TASK, validate, WITH_INPUT } from './testing/spec-text.ts';

test('a sound workflow has no problems', () => {
  assert.deepEqual(
    validate(dag('{name: a, template: t, onExit: t}, {name: b, template: o, dependencies: [a]}')),
    { errors: [], warnings: [] },
  );
});

test('the entrypoint', () => {
  assert.deepEqual(errors(`  templates: [${TASK}]`), ['spec.entrypoint: spec.entrypoint is required']);
  assert.deepEqual(errors(`  entrypoint: x\n  templates: [${TASK}]`), [
    "spec.entrypoint: template name 'x' undefined",
  ]);
  assert.deepEqual(errors(`  entrypoint: i\n  templates: [${WITH_INPUT}]`), [
    'spec.entrypoint: templates.i inputs.parameters.p was not supplied',
  ]);
  assert.deepEqual(
    errors(`  entrypoint: i\n  arguments: {parameters: [{name: p, value: 1}]}\n  templates: [${WITH_INPUT}]`),
    [],
  );
});

test('names of workflows', () => {
  const spec = `  entrypoint: t\n  templates: [${TASK}]`;
  assert.deepEqual(errors(spec, {}, 'generateName: exit-handler-'), []);
  assert.deepEqual(errors(spec, {}, ''), ['metadata: name or generateName is required']);
  assert.deepEqual(errors(spec, { submit: false }, ''), []);
  assert.match(
    errors(spec, {}, 'name: A').join(),
    /^metadata.name: "A" is invalid: a lowercase RFC 1123 subdomain/,
  );
  assert.match(errors(spec, {}, 'generateName: A-').join(), /^metadata.generateName: "A-" is invalid/);
  assert.match(
    errors(spec, {}, `name: ${'a'.repeat(64)}`).join(),
    /must not be more than 63 characters long \(currently 64\)$/,
  );
  assert.match(errors(spec, {}, 'name: a, namespace: B').join(), /^metadata.namespace: "B" is invalid/);
  assert.match(
    errors(spec, {}, 'name: a, labels: {a/b/c: x}').join(),
    /^metadata.labels\["a\/b\/c"\]: the key must/,
  );
  assert.match(errors(spec, {}, 'name: a, labels: {a.b/c: "x y"}').join(), /a valid label must be/);
});

test('names of templates', () => {
  assert.deepEqual(
    errors(
      '  entrypoint: t\n  templates: [{name: t, container: {image: x}}, {name: t, container: {image: x}}, {container: {image: x}}]',
    ),
    [
      "spec.templates[1].name: spec.templates[1].name 't' is not unique",
      'spec.templates[2].name: spec.templates[2].name is required',
    ],
  );
  const [tooLong, wrong] = errors(
    `  entrypoint: t\n  templates: [${TASK}, {name: ${'a'.repeat(129)}, container: {image: x}}, {name: a_b, container: {image: x}}]`,
  );
  assert.match(tooLong ?? '', /^spec.templates\[1\].name: .* must be no more than 128 characters$/);
  assert.match(
    wrong ?? '',
    /^spec.templates\[2\].name: spec.templates\[2\].name: 'a_b' is invalid: name must consist of/,
  );
});

test('the type of a template', () => {
  assert.deepEqual(errors('  entrypoint: t\n  templates: [{name: t}]'), [
    "spec.templates[0]: template 't' type is unknown. choose one of: container, containerSet, script, steps, dag, suspend, data, http",
  ]);
  assert.deepEqual(errors('  entrypoint: t\n  templates: [{name: t, container: {image: x}, steps: []}]'), [
    'spec.templates[0]: templates.t multiple template types specified. choose one of: container, containerSet, steps, script, resource, dag, suspend, template, template ref',
  ]);
});

test('containers', () => {
  assert.deepEqual(errors('  entrypoint: t\n  templates: [{name: t, container: {env: [{value: x}]}}]'), [
    'spec.templates[0].container.image: templates.t.container.image may not be empty',
    'spec.templates[0].container.env[0]: name is required',
  ]);
});

test('arguments of the workflow', () => {
  const spec = (parameter: string) =>
    `  entrypoint: t\n  arguments: {parameters: [${parameter}]}\n  templates: [${TASK}]`;
  const at = 'spec.arguments.parameters[0]';
  assert.deepEqual(errors(spec('{name: a}')), [
    `${at}: spec.arguments.a.value or spec.arguments.a.valueFrom is required`,
  ]);
  assert.deepEqual(errors(spec('{name: a}'), { submit: false }), []);
  assert.deepEqual(errors(spec('{name: a, value: 1, enum: []}')), [
    `${at}.enum: spec.arguments.a.enum should contain at least one value`,
  ]);
  assert.deepEqual(errors(spec('{name: a, value: 1, enum: [2]}')), [
    `${at}.value: spec.arguments.a.value should be present in spec.arguments.a.enum list`,
  ]);
  assert.deepEqual(errors(spec('{name: a, enum: [2]}')), [
    `${at}: spec.arguments.a.value or spec.arguments.a.valueFrom is required`,
  ]);
  assert.deepEqual(errors(spec('{name: a.b, value: 1}')), [
    `${at}.name: spec.arguments.parameters[0].name: 'a.b' is invalid: Parameter/Artifact name must consist of alpha-numeric characters, '_' or '-' e.g. my_param_1, MY-PARAM-1`,
  ]);
  assert.deepEqual(errors(spec('{name: a, valueFrom: {path: /x}}')), [
    `${at}.valueFrom: spec.arguments.a.valueFrom only allows: default, configMapKeyRef and supplied`,
  ]);
});

test('templates may call themselves, but no chain of 100 is taken', () => {
  assert.deepEqual(errors(steps('[{name: a, template: m, when: "{{workflow.name}} == x"}]')), []);
  const chain = (length: number) =>
    `  entrypoint: t0\n  templates:\n${Array.from({ length }, (_, i) => `  - {name: t${i}, steps: [[{name: s, template: t${i + 1}}]]}\n`).join('')}  - {name: t${length}, container: {image: x}}\n`;
  assert.deepEqual(errors(chain(98)), []);
  assert.deepEqual(errors(chain(99)), [
    'spec.templates[99]: maximum recursion depth exceeded: 99 templates at most can call each other in a chain',
  ]);
  const started = performance.now();
  assert.equal(errors(chain(10_000)).length, 1);
  assert.ok(performance.now() - started < 10_000);
});
