import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Scenario } from '../testing/scenario.ts';
import { workflow } from '../testing/workflows.ts';

const tree = (scenario: Scenario, expected: string): void => {
  assert.equal(scenario.tree(), expected.trim().replaceAll(/^ {2}/gm, ''));
};

test("a task's onExit runs after the task, as its child, and the workflow waits for it", () => {
  const scenario = new Scenario(
    workflow({
      templates: [{ name: 'main', dag: { tasks: [{ name: 'a', template: 'leaf', onExit: 'leaf' }] } }],
    }),
  );
  scenario.run('wf.a');
  tree(
    scenario,
    `
  wf Running
  wf DAG Running
    wf.a Pod Succeeded
      wf.a.onExit Pod Pending`,
  );
  scenario.run('wf.a.onExit');
  assert.equal(scenario.state.phase, 'Succeeded');
  assert.deepEqual(scenario.node('wf.a.onExit').nodeFlag, { hooked: true });
  assert.equal(scenario.node('wf.a.onExit').displayName, 'a.onExit');
});

test('a handler runs after Failed and Error, and its own failure fails nothing', () => {
  for (const phase of ['Failed', 'Error'] as const) {
    const scenario = new Scenario(
      workflow({ templates: [{ name: 'main', steps: [[{ name: 'a', template: 'leaf', onExit: 'leaf' }]] }] }),
    );
    scenario.run('wf[0].a', { phase, message: 'broken' });
    scenario.fail('wf[0].a.onExit');
    assert.equal(scenario.state.phase, 'Failed', 'the step fails its group, not the handler');
    assert.equal(scenario.state.message, `child '${scenario.node('wf[0].a').id}' failed`);
  }
  const succeeded = new Scenario(
    workflow({ templates: [{ name: 'main', steps: [[{ name: 'a', template: 'leaf', onExit: 'leaf' }]] }] }),
  );
  succeeded.run('wf[0].a');
  succeeded.fail('wf[0].a.onExit');
  assert.equal(succeeded.state.phase, 'Succeeded');
});

test('no handler after Skipped or Omitted', () => {
  const scenario = new Scenario(
    workflow({
      templates: [
        {
          name: 'main',
          dag: {
            tasks: [
              { name: 'a', template: 'leaf' },
              { name: 'omitted', template: 'leaf', dependencies: ['a'], onExit: 'leaf' },
              { name: 'skipped', template: 'leaf', when: '1 == 2', onExit: 'leaf' },
            ],
          },
        },
      ],
    }),
  );
  scenario.fail('wf.a');
  tree(
    scenario,
    `
  wf Failed
  wf DAG Failed
    wf.a Pod Failed: main: Error (exit code 1)
      wf.omitted Skipped Omitted: omitted: depends condition not met
    wf.skipped Skipped Skipped: when '1 == 2' evaluated false`,
  );
});

test('dependants and the next group wait for the handler', () => {
  const dag = new Scenario(
    workflow({
      templates: [
        {
          name: 'main',
          dag: {
            tasks: [
              { name: 'a', template: 'leaf', onExit: 'leaf' },
              { name: 'b', template: 'leaf', dependencies: ['a'] },
            ],
          },
        },
      ],
    }),
  );
  dag.run('wf.a');
  assert.deepEqual(dag.outstanding(), ['wf.a.onExit']);
  dag.run('wf.a.onExit');
  assert.deepEqual(dag.outstanding(), ['wf.b']);

  const steps = new Scenario(
    workflow({
      templates: [
        {
          name: 'main',
          steps: [[{ name: 'a', template: 'leaf', onExit: 'leaf' }], [{ name: 'b', template: 'leaf' }]],
        },
      ],
    }),
  );
  steps.run('wf[0].a');
  assert.deepEqual(steps.outstanding(), ['wf[0].a.onExit']);
  steps.run('wf[0].a.onExit');
  assert.deepEqual(steps.outstanding(), ['wf[1].b']);
});

test("the workflow's handler sees the outcome; conditions choose; a second root of the tree", () => {
  for (const outcome of ['Succeeded', 'Failed'] as const) {
    const scenario = new Scenario(
      workflow({
        onExit: 'tidy-up',
        templates: [
          { name: 'main', dag: { tasks: [{ name: 'a', template: 'leaf' }] } },
          {
            name: 'tidy-up',
            steps: [
              [
                { name: 'celebrate', template: 'leaf', when: '{{workflow.status}} == Succeeded' },
                { name: 'cry', template: 'leaf', when: '{{workflow.status}} != Succeeded' },
              ],
            ],
          },
        ],
      }),
    );
    scenario.run('wf.a', { phase: outcome });
    const ran = outcome === 'Succeeded' ? 'celebrate' : 'cry';
    const skipped = outcome === 'Succeeded' ? 'cry' : 'celebrate';
    const operator = skipped === 'cry' ? '!=' : '==';
    assert.deepEqual(scenario.outstanding(), [`wf.onExit[0].${ran}`]);
    assert.equal(
      scenario.node(`wf.onExit[0].${skipped}`).message,
      `when '${outcome} ${operator} Succeeded' evaluated false`,
    );
    scenario.run(`wf.onExit[0].${ran}`);
    assert.equal(scenario.state.phase, outcome);
    assert.ok(
      [...scenario.state.nodes.values()].every(
        (node) => !node.children.includes(scenario.node('wf.onExit').id),
      ),
    );
  }
});

test('a failing workflow handler turns Succeeded into its own phase and message, and leaves Failed as it is', () => {
  const templates = [{ name: 'main', dag: { tasks: [{ name: 'a', template: 'leaf' }] } }];
  const succeeded = new Scenario(workflow({ onExit: 'leaf', templates }));
  succeeded.run('wf.a');
  succeeded.fail('wf.onExit', 3);
  assert.deepEqual([succeeded.state.phase, succeeded.state.message], ['Failed', 'main: Error (exit code 3)']);

  const errored = new Scenario(workflow({ onExit: 'leaf', templates }));
  errored.run('wf.a');
  errored.run('wf.onExit', { phase: 'Error', message: 'no such image' });
  assert.deepEqual([errored.state.phase, errored.state.message], ['Error', 'no such image']);

  const failed = new Scenario(workflow({ onExit: 'leaf', entrypoint: 'leaf', templates }));
  failed.fail('wf', 2);
  failed.fail('wf.onExit', 3);
  assert.deepEqual([failed.state.phase, failed.state.message], ['Failed', 'main: Error (exit code 2)']);
});

test('onExit wins over hooks.exit, and is called with the arguments of the workflow', () => {
  const takes = {
    name: 'takes',
    inputs: { parameters: [{ name: 'message', default: 'none' }] },
    container: { image: 'busybox', args: ['{{inputs.parameters.message}}'] },
  };
  const argumentsOfWorkflow = { parameters: [{ name: 'message', value: 'from the workflow' }] };
  const own = { template: 'takes', arguments: { parameters: [{ name: 'message', value: 'own' }] } };
  const message = (call: object): string | undefined => {
    const scenario = new Scenario(
      workflow({
        arguments: argumentsOfWorkflow,
        templates: [takes, { name: 'main', steps: [[{ name: 'a', template: 'leaf', ...call }]] }],
      }),
    );
    scenario.run('wf[0].a');
    return scenario.attempt('wf[0].a.onExit').task.args[0];
  };
  assert.equal(message({ onExit: 'takes', hooks: { exit: own } }), 'from the workflow');
  assert.equal(message({ hooks: { exit: own } }), 'own');
  assert.equal(message({ hooks: { exit: { template: 'takes' } } }), 'from the workflow');
});

test("a handler's arguments see the node's own outputs; a missing one stays as it is, without a crash (#13445)", () => {
  const gives = {
    name: 'gives',
    outputs: { parameters: [{ name: 'value', valueFrom: { path: '/tmp/value' } }] },
    container: { image: 'busybox' },
  };
  const takes = {
    name: 'takes',
    inputs: { parameters: [{ name: 'message' }] },
    container: { image: 'busybox', args: ['{{inputs.parameters.message}}'] },
  };
  const exit = {
    template: 'takes',
    arguments: { parameters: [{ name: 'message', value: '{{tasks.a.outputs.parameters.value}}' }] },
  };
  const run = (outputs: object | undefined): string | undefined => {
    const scenario = new Scenario(
      workflow({
        templates: [
          gives,
          takes,
          { name: 'main', dag: { tasks: [{ name: 'a', template: 'gives', hooks: { exit } }] } },
        ],
      }),
    );
    scenario.run('wf.a', { phase: outputs === undefined ? 'Failed' : 'Succeeded', outputs });
    return scenario.attempt('wf.a.onExit').task.args[0];
  };
  assert.equal(run({ parameters: [{ name: 'value', value: '42' }] }), '42');
  assert.equal(run(undefined), '{{tasks.a.outputs.parameters.value}}');
});

test('workflow.status in a step-level handler is Running', () => {
  const scenario = new Scenario(
    workflow({
      templates: [
        { name: 'main', steps: [[{ name: 'a', template: 'leaf', onExit: 'says' }]] },
        { name: 'says', container: { image: 'busybox', args: ['{{workflow.status}}'] } },
      ],
    }),
  );
  scenario.fail('wf[0].a');
  assert.deepEqual(scenario.attempt('wf[0].a.onExit').task.args, ['Running']);
});

test('the handler of the workflow runs where the entrypoint errors; Argo skips it there', () => {
  const needy = { name: 'needy', inputs: { parameters: [{ name: 'x' }] }, container: { image: 'busybox' } };
  const scenario = new Scenario(workflow({ entrypoint: 'needy', onExit: 'leaf', templates: [needy] }));
  assert.deepEqual(scenario.outstanding(), ['wf.onExit']);
  scenario.run('wf.onExit');
  assert.deepEqual(
    [scenario.state.phase, scenario.state.message],
    ['Error', 'error in entry template execution: inputs.parameters.x had no value'],
  );
});

test('workflow.failures lists failed nodes in order, as a quoted JSON list', () => {
  const scenario = new Scenario(
    workflow({
      onExit: 'says',
      templates: [
        { name: 'main', dag: { tasks: [{ name: 'a', template: 'leaf' }] } },
        { name: 'says', container: { image: 'busybox', args: ['{{workflow.failures}}'] } },
      ],
    }),
  );
  scenario.fail('wf.a');
  const text = scenario.attempt('wf.onExit').task.args[0] ?? '';
  const failures = JSON.parse(JSON.parse(text));
  assert.deepEqual(
    failures.map((failure: { displayName: string; phase: string }) => [failure.displayName, failure.phase]),
    [
      ['a', 'Failed'],
      ['wf', 'Failed'],
    ],
  );
});

test('handlers can have handlers of their own', () => {
  const scenario = new Scenario(
    workflow({
      onExit: 'tidy',
      templates: [
        { name: 'main', dag: { tasks: [{ name: 'a', template: 'leaf' }] } },
        { name: 'tidy', steps: [[{ name: 'b', template: 'leaf', onExit: 'leaf' }]] },
      ],
    }),
  );
  scenario.run('wf.a');
  scenario.run('wf.onExit[0].b');
  assert.deepEqual(scenario.outstanding(), ['wf.onExit[0].b.onExit']);
  scenario.run('wf.onExit[0].b.onExit');
  assert.equal(scenario.state.phase, 'Succeeded');
});

test('hooks.exit.expression decides at all three levels', () => {
  const never = { exit: { template: 'leaf', expression: 'workflow.name == "other"' } };
  const scenario = new Scenario(
    workflow({
      hooks: never,
      templates: [
        {
          name: 'main',
          dag: {
            tasks: [
              { name: 'a', template: 'leaf', hooks: never },
              {
                name: 'b',
                template: 'leaf',
                hooks: { exit: { template: 'leaf', expression: 'tasks.b.status == "Failed"' } },
              },
            ],
          },
        },
      ],
    }),
  );
  scenario.run('wf.a');
  scenario.fail('wf.b');
  assert.deepEqual(scenario.outstanding(), ['wf.b.onExit']);
  scenario.run('wf.b.onExit');
  assert.equal(scenario.state.phase, 'Failed');
  assert.equal(scenario.state.handlerId, undefined);
});

test('an expression that cannot be evaluated makes the handler an Error; the workflow keeps its outcome', () => {
  for (const [name, template] of [
    [
      'wf.a',
      {
        name: 'main',
        dag: {
          tasks: [{ name: 'a', template: 'leaf', hooks: { exit: { template: 'leaf', expression: '1 +' } } }],
        },
      },
    ],
    [
      'wf[0].a',
      {
        name: 'main',
        steps: [[{ name: 'a', template: 'leaf', hooks: { exit: { template: 'leaf', expression: '1 +' } } }]],
      },
    ],
  ] as const) {
    const scenario = new Scenario(workflow({ templates: [structuredClone(template) as never] }));
    scenario.run(name);
    assert.equal(scenario.node(`${name}.onExit`).phase, 'Error');
    assert.notEqual(scenario.node(`${name}.onExit`).message, '');
    assert.equal(scenario.state.phase, 'Succeeded');
  }
});
