import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Scenario } from '../testing/scenario.ts';
import { workflow } from '../testing/workflows.ts';

test('the exit handler waits for the hooks that have started', () => {
  for (const around of ['steps', 'tasks'] as const) {
    const hooks = { ran: { template: 'leaf', expression: `${around}.a.status == "Failed"` } };
    const call = { name: 'a', template: 'leaf', onExit: 'leaf', hooks };
    const body = around === 'steps' ? { steps: [[call]] } : { dag: { tasks: [call] } };
    const scenario = new Scenario(workflow({ templates: [{ name: 'main', ...body }] }));
    const node = around === 'steps' ? 'wf[0].a' : 'wf.a';
    scenario.fail(node);
    assert.deepEqual(scenario.outstanding(), [`${node}.hooks.ran`]);
    scenario.fail(`${node}.hooks.ran`);
    assert.deepEqual(scenario.outstanding(), [`${node}.onExit`]);
    scenario.run(`${node}.onExit`);
    assert.equal(scenario.state.phase, 'Failed');
  }
});

test('hooks fire once, when their expression becomes true, and the node waits for them', () => {
  const scenario = new Scenario(
    workflow({
      templates: [
        {
          name: 'main',
          steps: [
            [
              {
                name: 'step-1',
                template: 'leaf',
                hooks: {
                  running: { template: 'leaf', expression: 'steps["step-1"].status == "Running"' },
                  success: { template: 'leaf', expression: 'steps["step-1"].status == "Succeeded"' },
                  failed: { template: 'leaf', expression: 'steps["step-1"].status == "Failed"' },
                },
              },
            ],
            [{ name: 'step2', template: 'leaf' }],
          ],
        },
      ],
    }),
  );
  assert.deepEqual(scenario.outstanding(), ['wf[0].step-1']);
  scenario.claim('wf[0].step-1');
  assert.deepEqual(scenario.outstanding(), ['wf[0].step-1', 'wf[0].step-1.hooks.running']);
  scenario.finish('wf[0].step-1', { phase: 'Succeeded' });
  assert.deepEqual(scenario.outstanding(), ['wf[0].step-1.hooks.running', 'wf[0].step-1.hooks.success']);
  scenario.run('wf[0].step-1.hooks.success');
  scenario.fail('wf[0].step-1.hooks.running');
  assert.deepEqual(scenario.outstanding(), ['wf[1].step2'], 'a failing hook fails nothing');
  scenario.run('wf[1].step2');
  assert.equal(scenario.state.phase, 'Succeeded');
  assert.deepEqual(scenario.node('wf[0].step-1.hooks.running').nodeFlag, { hooked: true });
});

test('workflow hooks: Running fires for a plain container too (#10345); the exit handler waits for them', () => {
  const scenario = new Scenario(
    workflow({
      entrypoint: 'leaf',
      onExit: 'leaf',
      hooks: {
        running: { template: 'leaf', expression: 'workflow.status == "Running"' },
        failed: { template: 'leaf', expression: 'workflow.status == "Failed"' },
      },
      templates: [],
    }),
  );
  assert.deepEqual(scenario.outstanding(), ['wf']);
  scenario.claim('wf');
  assert.deepEqual(scenario.outstanding(), ['wf', 'wf.hooks.running']);
  scenario.finish('wf', { phase: 'Failed' });
  assert.deepEqual(scenario.outstanding(), ['wf.hooks.failed', 'wf.hooks.running']);
  scenario.run('wf.hooks.failed');
  scenario.run('wf.hooks.running');
  assert.deepEqual(scenario.outstanding(), ['wf.onExit']);
  scenario.run('wf.onExit');
  assert.equal(scenario.state.phase, 'Failed');
  assert.deepEqual(scenario.node('wf').children, [
    scenario.node('wf.hooks.running').id,
    scenario.node('wf.hooks.failed').id,
  ]);
});

test('no hook of an omitted or skipped task (#15192)', () => {
  const hooks = {
    any: { template: 'leaf', expression: 'workflow.name == "wf"' },
  };
  const scenario = new Scenario(
    workflow({
      templates: [
        {
          name: 'main',
          dag: {
            tasks: [
              { name: 'a', template: 'leaf' },
              { name: 'b', template: 'leaf', dependencies: ['a'], hooks },
              { name: 'c', template: 'leaf', when: '1 == 2', hooks },
            ],
          },
        },
      ],
    }),
  );
  scenario.fail('wf.a');
  assert.equal(scenario.state.phase, 'Failed');
  assert.equal(scenario.node('wf.b').phase, 'Omitted');
});

test('the failure hook of a task runs though its dependants are omitted in the same pass (#16057)', () => {
  const scenario = new Scenario(
    workflow({
      templates: [
        {
          name: 'main',
          dag: {
            tasks: [
              {
                name: 'a',
                template: 'leaf',
                hooks: { failed: { template: 'leaf', expression: 'tasks.a.status == "Failed"' } },
              },
              { name: 'b', template: 'leaf', dependencies: ['a'] },
            ],
          },
        },
      ],
    }),
  );
  scenario.fail('wf.a');
  assert.deepEqual(scenario.outstanding(), ['wf.a.hooks.failed']);
  scenario.run('wf.a.hooks.failed');
  assert.equal(scenario.state.phase, 'Failed');
});

test('an expression sees neither outputs nor exit code of its own node; arguments see the outputs', () => {
  const takes = {
    name: 'takes',
    inputs: { parameters: [{ name: 'message' }] },
    container: { image: 'busybox', args: ['{{inputs.parameters.message}}'] },
  };
  const scenario = new Scenario(
    workflow({
      templates: [
        takes,
        {
          name: 'main',
          steps: [
            [
              {
                name: 'a',
                template: 'leaf',
                hooks: {
                  code: { template: 'leaf', expression: 'steps.a.exitCode == "0"' },
                  says: {
                    template: 'takes',
                    expression: 'steps.a.status == "Succeeded"',
                    arguments: { parameters: [{ name: 'message', value: '{{steps.a.outputs.result}}' }] },
                  },
                },
              },
            ],
          ],
        },
      ],
    }),
  );
  scenario.run('wf[0].a', { phase: 'Succeeded', outputs: { result: 'hello', exitCode: '0' } });
  assert.deepEqual(scenario.attempt('wf[0].a.hooks.says').task.args, ['hello']);
  assert.ok(
    ![...scenario.state.nodes.values()].some((node) => node.callName === 'code' && node.type === 'Pod'),
  );
});

test('hooks come after what their node begins itself', () => {
  const running = { template: 'leaf', expression: 'workflow.status == "Running"' };
  const scenario = new Scenario(
    workflow({
      hooks: { running },
      templates: [{ name: 'main', steps: [[{ name: 'a', template: 'leaf' }]] }],
    }),
  );
  const { id } = scenario.node('wf.hooks.running');
  assert.deepEqual(scenario.node('wf').children, [scenario.node('wf[0]').id, id]);
});

test('a DAG runs as long as its hooks that have started', () => {
  const h = { template: 'leaf', expression: 'tasks.a.status == "Running"' };
  const dag = { tasks: [{ name: 'a', template: 'nested', hooks: { h } }] };
  const nested = { name: 'nested', dag: { tasks: [{ name: 'x', template: 'leaf' }] } };
  const scenario = new Scenario(workflow({ templates: [{ name: 'main', dag }, nested] }));
  scenario.run('wf.a.x');
  assert.equal(scenario.node('wf.a').phase, 'Running');
  scenario.fail('wf.a.hooks.h');
  assert.equal(scenario.node('wf.a').phase, 'Succeeded');
  assert.equal(scenario.state.phase, 'Succeeded');
});

test('a DAG at the entrypoint runs as long as the hooks of its workflow that have started', () => {
  const dag = { tasks: [{ name: 'a', template: 'leaf' }] };
  const hooks = { h: { template: 'leaf', expression: 'workflow.status == "Running"' } };
  const scenario = new Scenario(workflow({ templates: [{ name: 'main', dag }], hooks, onExit: 'leaf' }));
  scenario.run('wf.a');
  assert.equal(scenario.node('wf').phase, 'Running');
  assert.deepEqual(scenario.outstanding(), ['wf.hooks.h']);
  scenario.run('wf.hooks.h');
  assert.equal(scenario.node('wf').phase, 'Succeeded');
  scenario.run('wf.onExit');
  assert.equal(scenario.state.phase, 'Succeeded');
});
