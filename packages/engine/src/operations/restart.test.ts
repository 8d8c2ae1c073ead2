import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Workflow } from '@tiphys/spec';
import { Scenario } from '../testing/scenario.ts';
import { leaf, workflow } from '../testing/workflows.ts';
import type { RetryWorkflow } from './operation-commands.ts';

const again = (options: Partial<RetryWorkflow> = {}): RetryWorkflow => ({
  type: 'retryWorkflow',
  restartSuccessful: false,
  nodeFieldSelector: '',
  parameters: [],
  ...options,
});

function names(scenario: Scenario): string[] {
  return [...scenario.state.nodes.values()].map(({ name }) => name).sort();
}

function replays(scenario: Scenario): void {
  assert.deepEqual(scenario.replayed(), scenario.state);
}

const t = (name: string, rest: object = {}) => ({ name, template: leaf.name, ...rest });

function dag(tasks: object[], spec: object = {}): Workflow {
  return workflow({ ...spec, templates: [{ name: 'main', dag: { tasks } }] } as never);
}

test('a failed task runs again, what succeeded stays, what was omitted comes after it', () => {
  const scenario = new Scenario(
    dag([t('a'), t('b', { depends: 'a' }), t('c', { depends: 'b' }), t('d', { depends: 'a' })]),
  );
  scenario.run('wf.a', { phase: 'Succeeded', outputs: { result: 'kept' } });
  scenario.run('wf.d');
  scenario.fail('wf.b');
  assert.equal(scenario.state.phase, 'Failed');
  assert.equal(scenario.send(again()), undefined);
  assert.equal(scenario.state.phase, 'Running');
  assert.deepEqual(scenario.outstanding(), ['wf.b']);
  assert.equal(scenario.attempt('wf.b').attempt, 1, 'numbered on');
  assert.deepEqual(names(scenario), ['wf', 'wf.a', 'wf.b', 'wf.d']);
  assert.equal(scenario.node('wf.a').outputs?.result, 'kept');
  scenario.run('wf.b');
  scenario.run('wf.c');
  assert.equal(scenario.state.phase, 'Succeeded');
  assert.deepEqual(scenario.state.failedIds, []);
  replays(scenario);
});

test('steps: the failed one of a group runs again, and the groups after it', () => {
  const steps = [[t('a'), t('b'), t('c')], [t('d')]];
  const scenario = new Scenario(workflow({ templates: [{ name: 'main', steps }] }));
  scenario.run('wf[0].a');
  scenario.fail('wf[0].b');
  scenario.run('wf[0].c');
  scenario.send(again());
  assert.deepEqual(scenario.outstanding(), ['wf[0].b']);
  assert.deepEqual(
    scenario.node('wf[0]').children.map((id) => scenario.state.nodes.get(id)?.name),
    ['wf[0].a', 'wf[0].c', 'wf[0].b'],
  );
  scenario.run('wf[0].b');
  scenario.run('wf[1].d');
  assert.equal(scenario.state.phase, 'Succeeded');
  replays(scenario);
});

test('loops: the items that failed, in steps and in DAGs', () => {
  const items = { withItems: ['x', 'y', 'z'] };
  for (const spec of [
    { templates: [{ name: 'main', steps: [[t('l', items)], [t('after')]] }] },
    { templates: [{ name: 'main', dag: { tasks: [t('l', items), t('after', { depends: 'l' })] } }] },
  ]) {
    const scenario = new Scenario(workflow(spec as never));
    const [x = '', y = '', z = ''] = scenario.outstanding();
    scenario.fail(x);
    scenario.run(y);
    scenario.fail(z);
    assert.equal(scenario.state.phase, 'Failed');
    scenario.send(again());
    assert.deepEqual(scenario.outstanding(), [x, z]);
    scenario.run(x);
    scenario.run(z);
    const [after = ''] = scenario.outstanding();
    assert.match(after, /after$/);
    scenario.run(after);
    assert.equal(scenario.state.phase, 'Succeeded');
    replays(scenario);
  }
});

test("the workflow's handler runs again, and a workflow whose only failure it is can be retried", () => {
  const scenario = new Scenario(dag([t('a')], { onExit: leaf.name }));
  scenario.run('wf.a');
  scenario.fail('wf.onExit');
  assert.equal(scenario.state.phase, 'Failed');
  scenario.send(again());
  assert.deepEqual(scenario.outstanding(), ['wf.onExit']);
  assert.equal(scenario.attempt('wf.onExit').attempt, 1);
  scenario.run('wf.onExit');
  assert.equal(scenario.state.phase, 'Succeeded');
  replays(scenario);
});

test('retries begin anew, and the handler of the task runs after them', () => {
  const scenario = new Scenario(
    workflow({
      templates: [
        { name: 'main', dag: { tasks: [{ name: 'a', template: 'r', onExit: leaf.name }] } },
        { ...leaf, name: 'r', retryStrategy: { limit: 1 } },
      ],
    }),
  );
  scenario.fail('wf.a(0)');
  scenario.fail('wf.a(1)');
  scenario.run('wf.a.onExit');
  assert.equal(scenario.state.phase, 'Failed');
  scenario.send(again());
  assert.deepEqual(names(scenario), ['wf', 'wf.a', 'wf.a(0)']);
  scenario.fail('wf.a(0)');
  assert.equal(scenario.attempt('wf.a(1)').attempt, 1);
  scenario.run('wf.a(1)');
  scenario.run('wf.a.onExit');
  assert.equal(scenario.state.phase, 'Succeeded');
  replays(scenario);
});

test('a failure that something followed on purpose stays', () => {
  const scenario = new Scenario(
    dag([t('a'), t('rescue', { depends: 'a.Failed' }), t('c'), t('d', { depends: 'c' })]),
  );
  scenario.fail('wf.a');
  scenario.run('wf.rescue');
  scenario.fail('wf.c');
  scenario.send(again());
  assert.deepEqual(scenario.outstanding(), ['wf.c']);
  assert.equal(scenario.node('wf.a').phase, 'Failed');
  replays(scenario);
});

test('a workflow of one pod, and one that was stopped', () => {
  const single = new Scenario(workflow({ templates: [{ ...leaf, name: 'main' }] }));
  single.fail('wf');
  single.send(again());
  single.run('wf');
  assert.equal(single.state.phase, 'Succeeded');
  replays(single);
  const stopped = new Scenario(dag([t('a'), t('b', { depends: 'a' })]));
  stopped.run('wf.a');
  stopped.send({ type: 'terminateWorkflow' });
  assert.equal(stopped.state.phase, 'Failed');
  stopped.send(again());
  assert.equal(stopped.state.shutdown, undefined);
  stopped.run('wf.b');
  assert.equal(stopped.state.phase, 'Succeeded');
  replays(stopped);
});

test('restartSuccessful: nodes that a selector chooses, and what followed them', () => {
  const scenario = new Scenario(dag([t('a'), t('b', { depends: 'a' }), t('c')]));
  for (const name of ['wf.a', 'wf.c', 'wf.b']) scenario.run(name);
  assert.match(scenario.send(again())?.message ?? '', /set the options restartSuccessful/);
  const selector = { restartSuccessful: true, nodeFieldSelector: 'displayName=a' };
  assert.equal(scenario.send(again(selector)), undefined);
  assert.deepEqual(scenario.outstanding(), ['wf.a']);
  assert.match(scenario.send(again())?.message ?? '', /Cannot retry a workflow in phase Running/);
  scenario.run('wf.a');
  scenario.run('wf.b');
  assert.equal(scenario.state.phase, 'Succeeded');
  assert.equal(scenario.node('wf.c').attempts, 1, 'did not run again');
  replays(scenario);
});

test('a failure that only what is chosen has dealt with runs again', () => {
  const scenario = new Scenario(
    dag([t('a'), t('b', { depends: 'a.Failed' }), t('c'), t('d', { depends: 'c' })]),
  );
  scenario.fail('wf.a');
  scenario.run('wf.b');
  scenario.fail('wf.c');
  scenario.send(again({ restartSuccessful: true, nodeFieldSelector: 'displayName=b' }));
  assert.deepEqual(scenario.outstanding(), ['wf.a', 'wf.c']);
  replays(scenario);
});

test('other parameters: what was expanded from them is expanded again', () => {
  const scenario = new Scenario(
    workflow({
      arguments: { parameters: [{ name: 'list', value: '["a","b"]' }] },
      templates: [
        {
          name: 'main',
          dag: { tasks: [t('l', { withParam: '{{workflow.parameters.list}}' })] },
        },
      ],
    } as never),
  );
  scenario.run('wf.l(0:a)');
  scenario.fail('wf.l(1:b)');
  scenario.send(again({ parameters: [{ name: 'list', value: '["c"]' }] }));
  assert.deepEqual(scenario.outstanding(), ['wf.l(0:c)']);
  scenario.run('wf.l(0:c)');
  assert.equal(scenario.state.phase, 'Succeeded');
  replays(scenario);
});

test('many nodes are taken out in several transitions, and nothing goes on in between', () => {
  const items = Array.from({ length: 3000 }, (_, index) => index);
  const scenario = new Scenario(
    workflow({ templates: [{ name: 'main', steps: [[t('l', { withItems: items })]] }] } as never),
  );
  for (const [index, name] of scenario.outstanding().entries()) {
    if (index % 3 === 0) scenario.run(name);
    else scenario.fail(name);
  }
  const before = scenario.history.length;
  scenario.send(again());
  assert.equal(scenario.outstanding().length, 2000);
  for (const { events } of scenario.history.slice(before)) assert.ok(events.length < 600);
  for (const name of scenario.outstanding()) scenario.run(name);
  assert.equal(scenario.state.phase, 'Succeeded');
  replays(scenario);
});

test('a set of containers runs again as a whole', () => {
  const containers = [
    { name: 'first', image: 'busybox' },
    { name: 'main', image: 'busybox', dependencies: ['first'] },
  ];
  const scenario = new Scenario(
    workflow({
      templates: [
        { name: 'main', dag: { tasks: [{ name: 'a', template: 'set' }] } },
        { name: 'set', containerSet: { containers } },
      ],
    }),
  );
  const failSet = () => {
    scenario.claim('wf.a');
    const failed = (name: string) => ({ name, phase: 'Failed' as const });
    scenario.finish('wf.a', { phase: 'Failed', containers: [failed('first'), failed('main')] });
  };
  failSet();
  scenario.send(again());
  assert.deepEqual(scenario.outstanding(), ['wf.a']);
  failSet();
  scenario.send(again({ restartSuccessful: true, nodeFieldSelector: 'displayName=first' }));
  assert.deepEqual(scenario.outstanding(), ['wf.a']);
  assert.deepEqual(names(scenario), ['wf', 'wf.a', 'wf.a.first', 'wf.a.main']);
  scenario.run('wf.a');
  assert.equal(scenario.state.phase, 'Succeeded');
  replays(scenario);
});
