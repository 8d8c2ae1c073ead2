import assert from 'node:assert/strict';
import { test } from 'node:test';
import { dag, errors, steps, TASK, WITH_INPUT, warnings } from './testing/spec-text.ts';

test('handlers and hooks at all three levels', () => {
  const hooks = '{h: {template: t}, exit: {template: x}, g: {expression: "true"}}';
  const refusals = (at: string, field: string) => [
    `${at}.h: ${field}.h Expression required`,
    `${at}.exit.template: template name 'x' undefined`,
    `${at}.g: failed to get a template: template is required`,
  ];
  assert.deepEqual(
    errors(`  entrypoint: t\n  hooks: ${hooks}\n  templates: [${TASK}]`),
    refusals('spec.hooks', 'hooks'),
  );
  assert.deepEqual(
    errors(steps(`[{name: a, template: t, hooks: ${hooks}}]`)),
    refusals('spec.templates[0].steps[0][0].hooks', 'templates.m.steps[0].a'),
  );
  assert.deepEqual(
    errors(dag(`{name: a, template: t, hooks: ${hooks}}`)),
    refusals('spec.templates[0].dag.tasks[0].hooks', 'templates.m.tasks.a'),
  );
  assert.deepEqual(errors(`  entrypoint: t\n  onExit: x\n  templates: [${TASK}]`), [
    "spec.onExit: template name 'x' undefined",
  ]);
  assert.deepEqual(errors(dag('{name: a, template: t, onExit: x}')), [
    "spec.templates[0].dag.tasks[0].onExit: template name 'x' undefined",
  ]);
});

test('a handler whose inputs nobody supplies', () => {
  assert.deepEqual(errors(`  entrypoint: t\n  onExit: i\n  templates: [${TASK}, ${WITH_INPUT}]`), [
    'spec.onExit: templates.i inputs.parameters.p was not supplied',
  ]);
  assert.deepEqual(warnings(dag('{name: a, template: t, onExit: i, hooks: {exit: {template: i}}}')), [
    'spec.templates[0].dag.tasks[0].hooks.exit: templates.i inputs.parameters.p was not supplied',
    "spec.templates[0].dag.tasks[0].onExit: templates.i inputs.parameters.p was not supplied: onExit is called with the workflow's arguments, hooks.exit with its own",
  ]);
});

test('a task may not take the name of a handler', () => {
  const spec = dag('{name: onExit, template: t}');
  assert.deepEqual(errors(spec), []);
  assert.deepEqual(errors(`${spec}  onExit: t\n`), [
    "spec.templates[0].dag.tasks[0].name: the name 'onExit' is that of the exit handler of the workflow, which runs this DAG: choose another",
  ]);
  const nested = dag(
    '{name: a, template: inner, hooks: {exit: {template: t}}}',
    '  - {name: inner, dag: {tasks: [{name: onExit, template: t}]}}\n',
  );
  assert.deepEqual(errors(nested), [
    "spec.templates[1].dag.tasks[0].name: the name 'onExit' is that of the exit handler of 'a', which runs this DAG: choose another",
  ]);
});

test('workflow.status in the handler of a task or step', () => {
  const reader =
    '  - {name: r, container: {image: x, args: ["{{workflow.status}}"]}}\n  - {name: v, steps: [[{name: s, template: r}]]}\n';
  assert.deepEqual(warnings(dag('{name: a, template: t, onExit: v}', reader)), [
    "spec.templates[0].dag.tasks[0].onExit: workflow.status is Running while a task has just ended, and 'v' reads it: give {{tasks.a.status}} to hooks.exit as an argument",
  ]);
  assert.deepEqual(
    warnings(
      steps(
        `[{name: a, template: t, hooks: {h: {template: t, expression: 'workflow.status != "Succeeded"'}}}]`,
      ),
    ),
    [
      'spec.templates[0].steps[0][0].hooks.h.expression: workflow.status is Running while a step has just ended: use steps.a.status',
    ],
  );
  assert.deepEqual(warnings(`  entrypoint: t\n  onExit: r\n  templates:\n  - ${TASK}\n${reader}`), []);
});
