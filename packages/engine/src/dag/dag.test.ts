import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Scenario } from '../testing/scenario.ts';
import { leaf, workflow } from '../testing/workflows.ts';

const dag = (tasks: { name: string; dependencies?: string[]; when?: string; template?: string }[]) =>
  workflow({
    templates: [{ name: 'main', dag: { tasks: tasks.map((task) => ({ template: 'leaf', ...task })) } }],
  });

test('tasks start when all they depend on have succeeded; the tree hangs them below what came before', () => {
  const scenario = new Scenario(
    dag([
      { name: 'a' },
      { name: 'b', dependencies: ['a'] },
      { name: 'c', dependencies: ['a'] },
      { name: 'd', dependencies: ['b', 'c'] },
    ]),
  );
  assert.deepEqual(scenario.outstanding(), ['wf.a']);
  scenario.run('wf.a');
  assert.deepEqual(scenario.outstanding(), ['wf.b', 'wf.c']);
  scenario.run('wf.c');
  assert.deepEqual(scenario.outstanding(), ['wf.b']);
  scenario.run('wf.b');
  scenario.run('wf.d');
  assert.equal(scenario.state.phase, 'Succeeded');
  const d = scenario.node('wf.d').id;
  assert.deepEqual(scenario.node('wf.b').children, [d]);
  assert.deepEqual(scenario.node('wf.c').children, [d]);
  assert.deepEqual(scenario.node('wf').outboundNodes, [d]);
});

test('a failure omits what depends on it, lets the rest run, and decides the phase at the end', () => {
  const scenario = new Scenario(
    dag([
      { name: 'a' },
      { name: 'b', dependencies: ['a'] },
      { name: 'c', dependencies: ['b'] },
      { name: 'x' },
      { name: 'y', dependencies: ['x'] },
    ]),
  );
  scenario.fail('wf.a');
  assert.equal(scenario.node('wf.c').phase, 'Omitted');
  assert.equal(scenario.state.phase, 'Running');
  scenario.run('wf.x');
  scenario.run('wf.y');
  assert.equal(scenario.state.phase, 'Failed');
});

test('a skipped task lets its dependants run', () => {
  const scenario = new Scenario(
    dag([
      { name: 'a', when: '1 == 2' },
      { name: 'b', dependencies: ['a'] },
    ]),
  );
  assert.equal(scenario.node('wf.a').phase, 'Skipped');
  scenario.run('wf.b');
  assert.equal(scenario.state.phase, 'Succeeded');
});

test('an all-skipped DAG is Succeeded', () => {
  assert.equal(new Scenario(dag([{ name: 'a', when: '1 == 2' }])).state.phase, 'Succeeded');
});

test('an error wins as Error, a failure as Failed', () => {
  const scenario = new Scenario(dag([{ name: 'a' }]));
  scenario.run('wf.a', { phase: 'Error', message: 'no such image' });
  assert.equal(scenario.state.phase, 'Error');
});

test('a condition that cannot be evaluated is an Error of the task', () => {
  const scenario = new Scenario(dag([{ name: 'a', when: 'x y z' }]));
  assert.equal(scenario.node('wf.a').phase, 'Error');
  assert.match(scenario.node('wf.a').message, /^Invalid 'when' expression 'x y z'/);
  assert.equal(scenario.state.phase, 'Error');
});

test('results and parameters flow to dependants; only ancestors are seen', () => {
  const gives = {
    name: 'gives',
    outputs: { parameters: [{ name: 'value', valueFrom: { path: '/tmp/value', default: 'none' } }] },
    container: { image: 'busybox' },
  };
  const takes = {
    name: 'takes',
    inputs: { parameters: [{ name: 'x' }, { name: 'y' }] },
    container: { image: 'busybox', args: ['{{inputs.parameters.x}} {{inputs.parameters.y}}'] },
  };
  const scenario = new Scenario(
    workflow({
      templates: [
        gives,
        takes,
        {
          name: 'main',
          dag: {
            tasks: [
              { name: 'a', template: 'gives' },
              { name: 'skipped', template: 'gives', when: '1 == 2' },
              {
                name: 'b',
                template: 'takes',
                dependencies: ['a', 'skipped'],
                arguments: {
                  parameters: [
                    { name: 'x', value: '{{tasks.a.outputs.result}}-{{tasks.a.outputs.parameters.value}}' },
                    { name: 'y', value: '{{tasks.skipped.outputs.parameters.value}}' },
                  ],
                },
              },
            ],
          },
        },
      ],
    }),
  );
  assert.equal(scenario.attempt('wf.a').task.includeResult, true);
  scenario.run('wf.a', {
    phase: 'Succeeded',
    outputs: { result: 'r', parameters: [{ name: 'value', value: 'v' }] },
  });
  assert.deepEqual(scenario.attempt('wf.b').task.args, ['r-v none']);
  assert.equal(scenario.attempt('wf.b').task.includeResult, false);
  assert.deepEqual(scenario.node('wf.a').outputs?.parameters, [
    { name: 'value', valueFrom: { path: '/tmp/value', default: 'none' }, value: 'v' },
  ]);
});

test('an output that a skipped task never had: the default of the input, else an Error', () => {
  const gives = {
    name: 'gives',
    outputs: { parameters: [{ name: 'value', valueFrom: { path: '/tmp/value' } }] },
    container: { image: 'busybox' },
  };
  const run = (input: object) =>
    new Scenario(
      workflow({
        templates: [
          gives,
          {
            name: 'takes',
            inputs: { parameters: [{ name: 'x', ...input }] },
            container: { image: 'b', args: ['{{inputs.parameters.x}}'] },
          },
          {
            name: 'main',
            dag: {
              tasks: [
                { name: 'a', template: 'gives', when: '1 == 2' },
                {
                  name: 'b',
                  template: 'takes',
                  dependencies: ['a'],
                  arguments: { parameters: [{ name: 'x', value: '{{tasks.a.outputs.parameters.value}}' }] },
                },
              ],
            },
          },
        ],
      }),
    );
  assert.deepEqual(run({ default: 'fallback' }).attempt('wf.b').task.args, ['fallback']);
  const without = run({});
  assert.equal(without.node('wf.b').phase, 'Error');
  assert.match(without.node('wf.b').message, /absent optional/);
});

test('a DAG gives outputs of its tasks', () => {
  const scenario = new Scenario(
    workflow({
      templates: [
        {
          name: 'main',
          outputs: { parameters: [{ name: 'out', valueFrom: { parameter: '{{tasks.a.outputs.result}}' } }] },
          dag: { tasks: [{ name: 'a', template: 'leaf' }] },
        },
      ],
    }),
  );
  scenario.run('wf.a', { phase: 'Succeeded', outputs: { result: '7' } });
  assert.deepEqual(scenario.node('wf').outputs, { parameters: [{ name: 'out', value: '7' }] });
});

test('a task called __proto__ or constructor is a task', () => {
  const scenario = new Scenario(
    dag([{ name: '__proto__' }, { name: 'constructor', dependencies: ['__proto__'] }]),
  );
  scenario.run('wf.__proto__');
  scenario.run('wf.constructor');
  assert.equal(scenario.state.phase, 'Succeeded');
});

test('10,000 tasks side by side, one after the other, and a failed chain of them: small transitions, no deep stack', () => {
  const wide = new Scenario(dag(Array.from({ length: 10_000 }, (_, index) => ({ name: `t${index}` }))));
  assert.equal(wide.draft.attempts.size, 10_000);
  assert.ok(wide.history.every((transition) => transition.events.length < 400));

  const chain = Array.from({ length: 10_000 }, (_, index) => ({
    name: `t${index}`,
    ...(index === 0 ? {} : { dependencies: [`t${index - 1}`] }),
  }));
  const long = new Scenario(dag(chain));
  long.fail('wf.t0');
  assert.equal(long.state.phase, 'Failed');
  assert.ok(long.history.every((transition) => transition.events.length < 400));
});

test('a template that calls itself ends at Argo’s depth of 100, as an Error', () => {
  const scenario = new Scenario(
    workflow({ templates: [{ name: 'main', dag: { tasks: [{ name: 'again', template: 'main' }] } }] }),
  );
  assert.equal(scenario.state.phase, 'Error');
  const deepest = [...scenario.state.nodes.values()].at(-1);
  assert.match(deepest?.message ?? '', /Maximum recursion depth exceeded/);
});

test('tasks whose names are built of the workflow’s arguments: what is waited for, and templates in their place', () => {
  const tasks = [
    {
      name: 't-{{inputs.parameters.x}}',
      inline: { ...leaf, name: '' },
      withItems: ['{{workflow.parameters.x}}'],
    },
    { name: 'b', template: 'leaf', dependencies: ['t-{{inputs.parameters.x}}'] },
  ];
  const scenario = new Scenario(
    workflow({
      arguments: { parameters: [{ name: 'x', value: 'abc' }] },
      templates: [{ name: 'main', inputs: { parameters: [{ name: 'x' }] }, dag: { tasks } }],
    } as never),
  );
  assert.deepEqual(scenario.outstanding(), ['wf.t-abc(0:abc)']);
  scenario.run('wf.t-abc(0:abc)');
  scenario.run('wf.b');
  assert.equal(scenario.state.phase, 'Succeeded');
});
