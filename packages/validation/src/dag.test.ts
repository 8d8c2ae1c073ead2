import assert from 'node:assert/strict';
import { test } from 'node:test';
import { dag, errors, warnings } from './testing/spec-text.ts';

test('DAGs: names and dependencies', () => {
  assert.deepEqual(errors(dag('')), ['spec.templates[0].dag.tasks: templates.m must have at least one task']);
  assert.deepEqual(
    errors(
      dag(
        '{name: a, template: t}, {name: a, template: t}, {name: 1b, template: t, dependencies: [a, c.d]}, {name: e, template: x}',
      ),
    ),
    [
      'spec.templates[0].dag.tasks[1].name: templates.m sorting failed: duplicated nodeName a',
      'spec.templates[0].dag.tasks[2].dependencies[1]: templates.m sorting failed: invalid dependency c.d',
      "spec.templates[0].dag.tasks[3].template: templates.m.tasks.e template name 'x' undefined",
      "spec.templates[0].dag.tasks[2].name: templates.m.tasks.1b name cannot begin with a digit when using either 'depends' or 'dependencies'",
    ],
  );
});

test('DAGs: a cycle is named', () => {
  assert.deepEqual(
    errors(
      dag(
        '{name: z, template: t}, {name: a, template: t, dependencies: [z, b]}, {name: b, template: t, dependencies: [c]}, {name: c, template: t, dependencies: [b]}',
      ),
    ),
    ['spec.templates[0].dag.tasks[2].dependencies: templates.m sorting failed: graph with cycle: b->c->b'],
  );
  assert.deepEqual(errors(dag('{name: a, template: t, dependencies: [a]}')), [
    'spec.templates[0].dag.tasks[0].dependencies: templates.m sorting failed: graph with cycle: a->a',
  ]);
});

test('DAGs: what tasks may refer to', () => {
  const reference = (value: string, dependencies: string) =>
    dag(
      `{name: a, template: o}, {name: b, template: t, dependencies: [a]}, {name: c, template: i, dependencies: [${dependencies}], arguments: {parameters: [{name: p, value: "${value}"}]}}`,
    );
  const at = 'spec.templates[0].dag.tasks[2].arguments.parameters[0].value';
  for (const value of ['{{tasks.a.outputs.parameters.q}}', '{{tasks.a.status}}', '{{tasks.name}}x']) {
    if (!value.includes('name')) assert.deepEqual(errors(reference(value, 'b')), [], value);
  }
  assert.deepEqual(errors(reference('{{tasks.a.outputs.result}}', '')), [
    `${at}: templates.m.tasks.c missing dependency 'a' for parameter 'p'`,
  ]);
  assert.deepEqual(errors(reference('{{tasks.a.status}}', '')), [
    `${at}: templates.m.tasks.c failed to resolve {{tasks.a.status}}`,
  ]);
  assert.deepEqual(errors(reference('{{tasks.d.status}}', 'a')), [
    `${at}: templates.m.tasks.c failed to resolve {{tasks.d.status}}`,
  ]);
  assert.deepEqual(warnings(reference('it is {{tasks.a.outputs.result}}', '')), [
    `${at}: {{tasks.a.outputs.result}} will not be resolved: 'c' does not depend on 'a'`,
  ]);
});
