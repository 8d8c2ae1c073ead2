import assert from 'node:assert/strict';
import { test } from 'node:test';
import { dag, errors } from './testing/spec-text.ts';

const CASES: [string, string, string][] = [
  [
    'depends and dependencies',
    '{name: a, template: t}, {name: b, template: t, depends: a}, {name: c, template: t, dependencies: [a]}',
    "tasks[2].dependencies: templates.m cannot use both 'depends' and 'dependencies' in the same DAG template",
  ],
  [
    'depends and continueOn',
    '{name: a, template: t, continueOn: {failed: true}}, {name: b, template: t, depends: a}',
    "tasks[0].continueOn: templates.m cannot use 'continueOn' when using 'depends'. Instead use 'dep-task.Failed'/'dep-task.Errored'",
  ],
  [
    'an unknown result',
    '{name: a, template: t}, {name: b, template: t, depends: a.Succeded}',
    "tasks[1].depends: templates.m.tasks.b task result 'Succeded' for task 'a' is invalid",
  ],
  [
    'an unknown task',
    '{name: b, template: t, depends: "a || b"}',
    'tasks[0].depends: templates.m sorting failed: invalid dependency a',
  ],
  [
    'no logic',
    '{name: a, template: t}, {name: b, template: t, depends: a &&}',
    'tasks[1].depends: it ends too early',
  ],
  [
    'a circle',
    '{name: a, template: t, depends: b.Failed}, {name: b, template: t, depends: a}',
    'tasks[0].depends: templates.m sorting failed: graph with cycle: a->b->a',
  ],
  [
    'items where there are none',
    '{name: a, template: t}, {name: b, template: t, depends: a.AnySucceeded}',
    "tasks[1].depends: templates.m.tasks.a dependency 'a' uses an items-based condition such as .AnySucceeded or .AllFailed but does not contain any items",
  ],
];
for (const [what, tasks, expected] of CASES) {
  test(`depends: ${what}`, () => {
    assert.ok(
      errors(dag(tasks)).includes(`spec.templates[0].dag.${expected}`),
      errors(dag(tasks)).join('\n'),
    );
  });
}

test('a target that is no task is refused, one that a variable names is not', () => {
  const withTarget = (target: string) =>
    dag('{name: a, template: t}').replace('tasks:', `target: "${target}", tasks:`);
  assert.deepEqual(errors(withTarget('a x')), [
    "spec.templates[0].dag.target: templates.m.targets: target 'x' is not defined",
  ]);
  assert.deepEqual(errors(withTarget('a {{workflow.name}}')), []);
  assert.deepEqual(errors(withTarget('{{workflow.nme}}')), [
    'spec.templates[0].dag.target: templates.m.targets failed to resolve {{workflow.nme}}',
  ]);
});
