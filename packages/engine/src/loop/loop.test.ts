import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { DAGTask, Template, WorkflowStep } from '@tiphys/spec';
import { replay } from '../apply.ts';
import { decide } from '../decide.ts';
import type { WorkflowDraft } from '../state.ts';
import { Scenario } from '../testing/scenario.ts';
import { workflow } from '../testing/workflows.ts';

const takes: Template = {
  name: 'takes',
  inputs: { parameters: [{ name: 'm', default: 'none' }] },
  container: { image: 'busybox', command: ['echo'], args: ['{{inputs.parameters.m}}'] },
};
const gives: Template = {
  name: 'gives',
  outputs: { parameters: [{ name: 'v', valueFrom: { path: '/v' } }] },
  container: takes.container ?? { image: '' },
};
const withM = (value: string) => ({ arguments: { parameters: [{ name: 'm', value }] } });

function stepsOf(...groups: WorkflowStep[][]): Scenario {
  return new Scenario(workflow({ templates: [{ name: 'main', steps: groups }, takes, gives] }));
}

function dagOf(...tasks: DAGTask[]): Scenario {
  return new Scenario(workflow({ templates: [{ name: 'main', dag: { tasks } }, takes, gives] }));
}

function argOf(scenario: Scenario, name: string): string | undefined {
  return scenario.node(name).inputs?.parameters?.[0]?.value;
}

test('a step with items runs once for each, side by side', () => {
  const scenario = stepsOf(
    [{ name: 's', template: 'takes', withItems: ['x', { a: 'b' }], ...withM('<{{item}}>') }],
    [{ name: 'after', template: 'takes' }],
  );
  assert.deepEqual(scenario.outstanding(), ['wf[0].s(0:x)', 'wf[0].s(1:a:b)']);
  assert.equal(argOf(scenario, 'wf[0].s(1:a:b)'), '<{"a":"b"}>');
  scenario.run('wf[0].s(0:x)');
  scenario.run('wf[0].s(1:a:b)');
  scenario.run('wf[1].after');
  assert.equal(
    scenario.tree(),
    [
      'wf Succeeded',
      'wf Steps Succeeded',
      '  wf[0] StepGroup Succeeded',
      '    wf[0].s(0:x) Pod Succeeded',
      '      wf[1] StepGroup Succeeded',
      '        wf[1].after Pod Succeeded',
      '    wf[0].s(1:a:b) Pod Succeeded',
    ].join('\n'),
  );
});

test('a task with items is a TaskGroup; those after it hang on the items', () => {
  const scenario = dagOf(
    { name: 'a', template: 'takes', withSequence: { count: 2, format: 'n%d' }, ...withM('{{item}}') },
    { name: 'b', template: 'takes', depends: 'a.AnySucceeded' },
    { name: 'c', template: 'takes', depends: 'a.AllFailed' },
  );
  assert.equal(argOf(scenario, 'wf.a(1:n1)'), 'n1');
  scenario.run('wf.a(0:n0)');
  assert.deepEqual(scenario.outstanding(), ['wf.a(1:n1)']);
  scenario.fail('wf.a(1:n1)');
  scenario.run('wf.b');
  assert.equal(
    scenario.tree(),
    [
      'wf Failed',
      'wf DAG Failed',
      '  wf.a TaskGroup Failed',
      '    wf.a(0:n0) Pod Succeeded',
      '      wf.b Pod Succeeded',
      '      wf.c Skipped Omitted: omitted: depends condition not met',
      '    wf.a(1:n1) Pod Failed: main: Error (exit code 1)',
    ].join('\n'),
  );
});

for (const kind of ['steps', 'tasks'] as const) {
  const run = (scenario: Scenario, name: string, v: string, result: string) =>
    scenario.run(kind === 'steps' ? `wf[0].${name}` : `wf.${name}`, {
      phase: 'Succeeded',
      outputs: { result, parameters: [{ name: 'v', value: v }] },
    });
  const consumer = (fact: string): Scenario => {
    const loop = { name: 'a', template: 'gives', withParam: '[1,2]' };
    const reader = { name: 'b', template: 'takes', ...withM(`{{${kind}.a.${fact}}}`) };
    return kind === 'steps' ? stepsOf([loop], [reader]) : dagOf(loop, { ...reader, dependencies: ['a'] });
  };
  const FACTS: [string, string][] = [
    ['outputs.result', '[{"z":1.0,"a":"\\u003c"},"plain"]'],
    ['outputs.parameters', '[{"v":"one"},{"v":"{}"}]'],
    ['outputs.parameters.v', '["one","{}"]'],
  ];
  for (const [fact, expected] of FACTS) {
    test(`${kind}: ${fact} of a loop is a list`, () => {
      const scenario = consumer(fact);
      run(scenario, 'a(1:2)', '{}', 'plain');
      run(scenario, 'a(0:1)', 'one', '{ "z": 1.0, "a": "<" }');
      assert.equal(argOf(scenario, kind === 'steps' ? 'wf[1].b' : 'wf.b'), expected);
    });
  }
}

test('no items: the step or task is skipped, and what follows goes on', () => {
  for (const scenario of [
    dagOf(
      { name: 'a', template: 'takes', withParam: '[]' },
      { name: 'b', template: 'takes', dependencies: ['a'] },
    ),
    stepsOf([{ name: 'a', template: 'takes', withParam: '[]' }], [{ name: 'b', template: 'takes' }]),
  ]) {
    const node = [...scenario.state.nodes.values()].find(({ displayName }) => displayName === 'a');
    assert.equal(`${node?.type} ${node?.phase} ${node?.message}`, 'Skipped Skipped Skipped, empty params');
    assert.equal(scenario.outstanding().length, 1);
  }
});

test('a withParam that is no list: the task is an Error, the group of the step is', () => {
  const no =
    "withParam value could not be parsed as a JSON list: no: invalid character 'o' in literal null (expecting 'u')";
  assert.equal(dagOf({ name: 'a', template: 'takes', withParam: 'no' }).node('wf.a').message, no);
  const scenario = stepsOf([{ name: 'a', template: 'takes', withParam: 'no' }]);
  assert.equal(scenario.node('wf[0]').phase, 'Error');
  assert.equal(scenario.node('wf[0]').message, no);
});

test('a part that an item has not ends the loop before anything runs', () => {
  const loop = { name: 'a', template: 'takes', withItems: [{ a: 1 }, { b: 1 }], ...withM('{{item.a}}') };
  const scenario = stepsOf([loop, { name: 'other', template: 'takes' }]);
  assert.equal(scenario.node('wf[0]').message, 'failed to resolve {{item.a}}');
  assert.equal(scenario.state.nodes.size, 2);
  assert.equal(dagOf(loop).node('wf.a').message, 'failed to resolve {{item.a}}');
});

test('the condition is looked at for each item', () => {
  const scenario = stepsOf([{ name: 'a', template: 'takes', withItems: [1, 2], when: '{{item}} > 1' }]);
  assert.equal(scenario.node('wf[0].a(0:1)').message, "when '1 > 1' evaluated false");
  assert.deepEqual(scenario.outstanding(), ['wf[0].a(1:2)']);
  const never = dagOf({ name: 'a', template: 'takes', withItems: [1, 2], when: 'false' });
  assert.equal(never.node('wf.a').phase, 'Succeeded');
  assert.equal(never.node('wf.a(1:2)').phase, 'Skipped');
});

test('each item has its handler, the group none; the handler knows the item', () => {
  const hooks = { exit: { template: 'takes', ...withM('{{item}} {{tasks.a.status}}') } };
  const scenario = dagOf({ name: 'a', template: 'takes', withItems: ['x', 'y'], hooks });
  scenario.fail('wf.a(0:x)');
  assert.equal(argOf(scenario, 'wf.a(0:x).onExit'), 'x Failed');
  scenario.run('wf.a(1:y)');
  scenario.run('wf.a(0:x).onExit');
  assert.equal(scenario.state.phase, 'Running');
  scenario.run('wf.a(1:y).onExit');
  assert.equal(scenario.state.phase, 'Failed');
  assert.deepEqual(
    [...scenario.state.nodes.values()].filter(({ nodeFlag }) => nodeFlag?.hooked).map(({ name }) => name),
    ['wf.a(0:x).onExit', 'wf.a(1:y).onExit'],
  );
});

test('a loop of 2,000 items is cut into small transitions, and goes on from a replayed history', () => {
  for (const scenario of [
    dagOf({ name: 'a', template: 'takes', withSequence: { count: 2000 }, ...withM('{{item}}') }),
    stepsOf([{ name: 'a', template: 'takes', withSequence: { count: 2000 }, ...withM('{{item}}') }]),
  ]) {
    assert.equal(scenario.outstanding().length, 2000);
    assert.ok(scenario.history.every(({ events }) => events.length <= 400));
    // Another scheduler goes on after the second transition.
    const draft = structuredClone(replay(scenario.history.slice(0, 2))) as WorkflowDraft;
    while (draft.agenda.length > 0) {
      decide(draft, { id: 'c', at: draft.lastAt, command: { type: 'continueDecision' } });
    }
    assert.deepEqual([...draft.nodes.keys()], [...scenario.state.nodes.keys()]);
  }
});

test('a condition that names the item is asked again for each', () => {
  const when = "'{{item}}' == 'x'";
  const scenario = stepsOf([{ name: 'a', template: 'leaf', withItems: ['x', 'y'], when }]);
  assert.deepEqual(scenario.outstanding(), ['wf[0].a(0:x)']);
  assert.equal(scenario.node('wf[0].a(1:y)').message, "when ''y' == 'x'' evaluated false");
});

test('what is given to a loop that is not to run need be no list', () => {
  const call = { name: 's', template: 'takes', withParam: 'no list', when: "'{{item}}' == 'x'" };
  for (const node of [stepsOf([call]).node('wf[0].s'), dagOf(call).node('wf.s')]) {
    assert.equal(node.phase, 'Skipped');
    assert.equal(node.message, 'Skipped, empty params');
  }
  assert.match(
    stepsOf([{ ...call, when: "'{{item}}' != 'x'" }]).node('wf[0]').message,
    /could not be parsed/,
  );
});

test('references of all steps of a group are resolved before one of them is expanded', () => {
  const scenario = stepsOf(
    [{ name: 'none', template: 'gives', when: 'false' }],
    [
      { name: 's', template: 'takes', withParam: 'no list' },
      { name: 't', template: 'takes', ...withM('{{steps.none.outputs.parameters.v}}') },
      { name: 'u', template: 'takes', withParam: '{{steps.none.outputs.parameters.v}}' },
    ],
  );
  assert.match(scenario.node('wf[1]').message, /^failed to resolve references: /);
});
