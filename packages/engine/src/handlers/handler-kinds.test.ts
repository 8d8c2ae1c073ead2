import assert from 'node:assert/strict';
import { test } from 'node:test';
import { resolveTemplates, type Template, TemplateShelf, type Workflow } from '@tiphys/spec';
import type { AttemptOutcome } from '../commands.ts';
import { Scenario } from '../testing/scenario.ts';
import { leaf, workflow } from '../testing/workflows.ts';

const container = { image: 'busybox', command: ['true'] };
const KINDS: readonly Template[] = [
  { name: 'container', container },
  { name: 'script', script: { image: 'busybox', command: ['sh'], source: 'true' } },
  { name: 'retried', retryStrategy: { limit: 0 }, container },
  { name: 'set', containerSet: { containers: [{ ...container, name: 'main' }] } },
  { name: 'http', http: { url: 'http://127.0.0.1:1' } },
  { name: 'suspend', suspend: {} },
  { name: 'steps', steps: [[{ name: 'in', template: 'leaf' }]] },
  { name: 'dag', dag: { tasks: [{ name: 'in', template: 'leaf' }] } },
];

function ends(scenario: Scenario, phase: AttemptOutcome['phase']): void {
  for (const node of scenario.outstanding()) {
    if (!/onExit|hooks/.test(node)) scenario.run(node, { phase, outputs: { exitCode: '0' } });
  }
  if (scenario.state.suspendNodeIds.size === 0) return;
  const setting = { phase: phase === 'Succeeded' ? ('Succeeded' as const) : ('Failed' as const) };
  scenario.send({ type: 'setNodes', nodeFieldSelector: 'displayName=a', setting });
}

test('a step and a task of any kind has its handler and its hooks, whether it succeeds or fails', () => {
  for (const kind of KINDS) {
    for (const around of ['steps', 'tasks'] as const) {
      for (const phase of ['Succeeded', 'Failed'] as const) {
        const call = {
          name: 'a',
          template: kind.name,
          onExit: 'leaf',
          hooks: { runs: { template: 'leaf', expression: `${around}.a.status == "Running"` } },
        };
        const main: Template =
          around === 'steps' ? { name: 'main', steps: [[call]] } : { name: 'main', dag: { tasks: [call] } };
        const scenario = new Scenario(workflow({ entrypoint: 'main', templates: [main, leaf, kind] }));
        const node = around === 'steps' ? 'wf[0].a' : 'wf.a';
        for (const outstanding of scenario.outstanding()) {
          if (!outstanding.includes('hooks')) scenario.claim(outstanding);
        }
        const what = `${kind.name} of ${around}, ${phase}`;
        ends(scenario, phase);
        assert.deepEqual(scenario.outstanding(), [`${node}.hooks.runs`], what);
        scenario.run(`${node}.hooks.runs`);
        assert.deepEqual(scenario.outstanding(), [`${node}.onExit`], what);
        assert.equal(scenario.state.phase, 'Running', what);
        scenario.run(`${node}.onExit`);
        assert.equal(scenario.state.phase, phase, what);
        assert.ok(scenario.node(node).children.includes(scenario.node(`${node}.onExit`).id), what);
      }
    }
  }
});

/** `lib` has a handler of its own, which nobody asks for who only takes its templates. */
function withLibrary(spec: Workflow['spec']): Scenario {
  const shelf = new TemplateShelf();
  const say: Template = {
    name: 'say',
    inputs: { parameters: [{ name: 'x' }] },
    container: { ...container, args: ['{{inputs.parameters.x}}'] },
  };
  shelf.add('WorkflowTemplate', {
    metadata: { name: 'lib' },
    spec: { entrypoint: 'say', onExit: 'leaf', templates: [say, leaf] },
  });
  return new Scenario(
    resolveTemplates({ metadata: { name: 'wf', namespace: 'default' }, spec }, shelf).workflow,
  );
}

test('handlers and hooks take their templates from elsewhere, with arguments and outputs', () => {
  const templateRef = { name: 'lib', template: 'say' };
  const x = (value: string) => ({ parameters: [{ name: 'x', value }] });
  const gives: Template = {
    name: 'gives',
    container,
    outputs: { parameters: [{ name: 'p', valueFrom: { path: '/p' } }] },
  };
  const scenario = withLibrary({
    entrypoint: 'main',
    hooks: { exit: { templateRef, arguments: x('{{workflow.status}}') } },
    templates: [
      {
        name: 'main',
        dag: {
          tasks: [
            {
              name: 'a',
              template: 'gives',
              hooks: {
                exit: { templateRef, arguments: x('{{tasks.a.outputs.parameters.p}}') },
                ran: { templateRef, expression: 'tasks.a.status == "Succeeded"', arguments: x('ran') },
              },
            },
            { name: 'b', templateRef, arguments: x('b') },
          ],
        },
      },
      gives,
    ],
  });
  scenario.run('wf.a', { phase: 'Succeeded', outputs: { parameters: [{ name: 'p', value: 'given' }] } });
  scenario.run('wf.b');
  assert.deepEqual(scenario.outstanding(), ['wf.a.hooks.ran']);
  assert.deepEqual(scenario.attempt('wf.a.hooks.ran').task.args, ['ran']);
  scenario.run('wf.a.hooks.ran');
  assert.deepEqual(scenario.outstanding(), ['wf.a.onExit']);
  assert.deepEqual(scenario.attempt('wf.a.onExit').task.args, ['given']);
  scenario.run('wf.a.onExit');
  assert.deepEqual(scenario.outstanding(), ['wf.onExit']);
  assert.deepEqual(scenario.attempt('wf.onExit').task.args, ['Succeeded']);
});

test('a workflow has the handler of its workflowTemplateRef, and none of a templateRef (#9988)', () => {
  const whole = withLibrary({
    workflowTemplateRef: { name: 'lib' },
    arguments: { parameters: [{ name: 'x', value: 'y' }] },
  });
  whole.run('wf');
  assert.deepEqual(whole.outstanding(), ['wf.onExit']);
  const templateRef = { name: 'lib', template: 'leaf' };
  const part = withLibrary({
    entrypoint: 'main',
    templates: [{ name: 'main', steps: [[{ name: 'a', templateRef }]] }],
  });
  part.run('wf[0].a');
  assert.equal(part.state.phase, 'Succeeded');
});

test("the workflow's handler reads what the entrypoint puts out by a global name (#14767)", () => {
  const scenario = new Scenario(
    workflow({
      entrypoint: 'main',
      onExit: 'handler',
      templates: [
        {
          name: 'main',
          dag: { tasks: [{ name: 'a', template: 'gives' }] },
          outputs: {
            parameters: [
              {
                name: 'all',
                globalName: 'all',
                valueFrom: { parameter: '{{tasks.a.outputs.parameters.p}}' },
              },
            ],
          },
        },
        {
          name: 'gives',
          container,
          outputs: { parameters: [{ name: 'p', globalName: 'one', valueFrom: { path: '/p' } }] },
        },
        {
          name: 'handler',
          container: {
            ...container,
            args: ['{{workflow.outputs.parameters.all}} {{workflow.outputs.parameters.one}}'],
          },
        },
      ],
    }),
  );
  scenario.run('wf.a', { phase: 'Succeeded', outputs: { parameters: [{ name: 'p', value: 'v' }] } });
  assert.deepEqual(scenario.attempt('wf.onExit').task.args, ['v v']);
});
