import assert from 'node:assert/strict';
import { test } from 'node:test';
import { dag, errors, steps, warnings } from './testing/spec-text.ts';

const ITEM = 'arguments: {parameters: [{name: p, value: "{{item.a}}"}]}';

test('parts of items are known where an item has them, and any of a parameter', () => {
  const task = (rest: string) => dag(`{name: a, template: i, ${ITEM}, ${rest}}`);
  assert.deepEqual(errors(task('withItems: [{a: 1}, {b: 2}]')), []);
  assert.deepEqual(errors(task('withParam: "[]"')), []);
  const at = 'spec.templates[0].dag.tasks[0].arguments.parameters[0].value';
  for (const rest of ['withItems: [{b: 2}]', 'withItems: [x]', 'withSequence: {count: 2}', 'when: "true"']) {
    assert.deepEqual(errors(task(rest)), [`${at}: templates.m.tasks.a failed to resolve {{item.a}}`], rest);
  }
});

test('a step knows the items of those before it, as in Argo', () => {
  const first = '[{name: a, template: t, withItems: [{a: 1}]}]';
  assert.deepEqual(errors(steps(`${first}, [{name: b, template: i, ${ITEM}}]`)), []);
});

test('one kind of loop, with one end', () => {
  const of = (rest: string) => errors(dag(`{name: a, template: t, ${rest}}`));
  const at = 'spec.templates[0].dag.tasks[0]';
  assert.deepEqual(of('withItems: [1], withParam: "[]"'), [
    `${at}: templates.m.tasks.a only one of withItems, withParam, withSequence can be specified`,
  ]);
  assert.deepEqual(of('withSequence: {count: 1, end: 2}'), [
    `${at}.withSequence: templates.m.tasks.a only one of count or end can be defined in withSequence`,
  ]);
  assert.deepEqual(warnings(dag('{name: a, template: t, withSequence: {start: 1}}')), [
    `${at}.withSequence: neither end nor count was specified in withSequence`,
  ]);
});

test('the outputs of a loop may be asked for together', () => {
  const reader = (fact: string) =>
    `{name: b, template: i, depends: a.AnySucceeded, arguments: {parameters: [{name: p, value: "{{tasks.a.${fact}}}"}]}}`;
  for (const fact of ['outputs.parameters', 'outputs.parameters.q', 'outputs.result']) {
    assert.deepEqual(errors(dag(`{name: a, template: o, withItems: [1]}, ${reader(fact)}`)), [], fact);
  }
  assert.deepEqual(
    errors(dag(`{name: a, template: o, withSequence: {count: 1}}, ${reader('outputs.parameters')}`)),
    [
      'spec.templates[0].dag.tasks[1].arguments.parameters[0].value: templates.m.tasks.b failed to resolve {{tasks.a.outputs.parameters}}',
    ],
  );
});
