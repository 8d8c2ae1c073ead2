import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Synchronization, Template, Workflow } from '@tiphys/spec';
import { Scenario } from '../testing/scenario.ts';
import { WORKFLOW_LOCKS, WORKFLOW_PLACE } from './lock-key.ts';

const CONTAINER = { image: 'busybox', command: ['echo'] };
const MUTEX: Synchronization = { mutexes: [{ name: 'm' }] };

function leaf(name: string, more: Partial<Template> = {}): Template {
  return { name, container: CONTAINER, synchronization: MUTEX, ...more };
}

function workflow(templates: Template[], more: Partial<Workflow['spec']> = {}): Workflow {
  return { metadata: {}, spec: { entrypoint: templates[0]?.name ?? '', templates, ...more } };
}

const WAITING = {
  kind: 'waiting',
  lock: 'default/Mutex/m',
  message: 'Waiting for default/Mutex/m lock. Lock status: 0/1',
  holders: [{ lock: 'default/Mutex/m', holders: ['default/other'] }],
} as const;
const waiting = () => structuredClone(WAITING) as unknown as { kind: 'waiting' } & typeof WAITING;

test('a node waits for its lock, runs when it has it, and gives it back when it has ended', () => {
  const run = new Scenario(workflow([leaf('main')]));
  assert.deepEqual(
    [...(run.state.locks.get('wf')?.locks ?? [])],
    [{ type: 'Mutex', name: 'default/Mutex/m' }],
  );
  assert.equal(run.state.phase, 'Running');
  assert.equal(run.state.attempts.size, 0);
  run.answerLocks('wf', waiting() as never);
  assert.equal(run.node('wf').message, WAITING.message);
  run.answerLocks('wf');
  assert.equal(run.node('wf').message, '');
  assert.equal(run.state.attempts.size, 1);
  run.run('wf');
  assert.equal(run.state.locks.size, 0);
  assert.deepEqual(
    run.history.at(-1)?.events.map(({ type }) => type),
    ['attemptFinished', 'nodePhaseChanged', 'locksReleased', 'nodeSettled', 'workflowFinished'],
  );
});

test('a lock is held over all attempts, and given back before the exit handler', () => {
  const run = new Scenario(
    workflow([
      {
        name: 'main',
        steps: [[{ name: 'a', template: 'locked', onExit: 'handler' }]],
      },
      leaf('locked', { retryStrategy: { limit: 1 } }),
      { name: 'handler', container: CONTAINER },
    ]),
  );
  assert.equal(run.node('wf[0].a').type, 'Retry');
  assert.equal(run.node('wf[0].a').phase, 'Pending');
  run.answerLocks('wf[0].a');
  run.fail('wf[0].a(0)');
  assert.equal(run.state.locks.get(run.node('wf[0].a').id)?.held, true);
  run.run('wf[0].a(1)');
  assert.equal(run.state.locks.size, 0);
  assert.deepEqual(run.outstanding(), ['wf[0].a.onExit']);
});

test('a steps template that needs a lock starts nothing before it has it', () => {
  const run = new Scenario(
    workflow([
      { name: 'main', synchronization: MUTEX, steps: [[{ name: 'a', template: 'leaf' }]] },
      { name: 'leaf', container: CONTAINER },
    ]),
  );
  assert.equal(run.state.nodes.size, 1);
  run.answerLocks('wf');
  assert.deepEqual(run.outstanding(), ['wf[0].a']);
  run.run('wf[0].a');
  assert.equal(run.state.phase, 'Succeeded');
  assert.equal(run.state.locks.size, 0);
});

test('a synchronization that names nothing stands in nobody’s way', () => {
  const run = new Scenario(
    workflow([leaf('main', { synchronization: { mutexes: [] } })], { synchronization: {} }),
  );
  assert.deepEqual(run.outstanding(), ['wf']);
});

test('names of locks may have variables, and are told in the order of Argo', () => {
  const run = new Scenario(
    workflow(
      [
        leaf('main', {
          inputs: { parameters: [{ name: 'n' }] },
          synchronization: {
            mutexes: [{ name: '{{inputs.parameters.n}}' }, { name: 'd', database: true, namespace: 'ns' }],
            semaphores: [
              { configMapKeyRef: { name: 'cm', key: '{{workflow.name}}' } },
              { database: { key: 'k' }, namespace: 'ns' },
            ],
          },
        }),
      ],
      { arguments: { parameters: [{ name: 'n', value: 'x' }] } },
    ),
  );
  assert.deepEqual(
    run.state.locks.get('wf')?.locks.map(({ name }) => name),
    ['default/ConfigMap/cm/wf', 'ns/Database/k', 'default/Mutex/x', 'ns/Database/d'],
  );
});

for (const [what, synchronization, message] of [
  ['twice the same', { mutexes: [{ name: 'a' }, { name: 'a' }] }, 'duplicate synchronization item found'],
  [
    'no reference',
    { semaphores: [{}] },
    'cannot get LockName for a Semaphore without a ConfigMapRef or Database',
  ],
  ['no name', { mutexes: [{}] }, 'the lock default/Mutex/ has no name'],
] as [string, Synchronization, string][]) {
  test(`a synchronization that is none is an Error: ${what}`, () => {
    const run = new Scenario(workflow([leaf('main', { synchronization })]));
    assert.equal(run.node('wf').phase, 'Error');
    assert.equal(run.node('wf').message, `requested configuration is invalid: ${message}`);
    const whole = new Scenario(workflow([{ name: 'main', container: CONTAINER }], { synchronization }));
    assert.equal(whole.state.phase, 'Failed');
    assert.equal(
      whole.state.message,
      `Failed to acquire the synchronization lock. requested configuration is invalid: ${message}`,
    );
  });
}

test('a lock that is denied is an Error of the node', () => {
  const run = new Scenario(workflow([leaf('main')]));
  run.answerLocks('wf', { kind: 'denied', message: 'failed to initialize semaphore x with limit' });
  assert.equal(run.node('wf').phase, 'Error');
  assert.equal(run.state.phase, 'Error');
  assert.equal(run.state.locks.size, 0);
});

for (const type of ['stopWorkflow', 'terminateWorkflow'] as const) {
  test(`${type} ends a node that waits for a lock`, () => {
    const run = new Scenario(workflow([leaf('main')]));
    run.answerLocks('wf', waiting() as never);
    run.send({ type });
    const strategy = type === 'stopWorkflow' ? 'Stop' : 'Terminate';
    assert.equal(run.node('wf').phase, 'Failed');
    assert.equal(run.node('wf').message, `Stopped with strategy '${strategy}'`);
    assert.equal(run.state.phase, 'Failed');
    assert.equal(run.answerLocks('wf')?.code, 'completed', 'what is granted late goes back');
  });

  test(`${type} ends a workflow that waits for its lock, without a handler`, () => {
    const run = new Scenario(
      workflow([{ name: 'main', container: CONTAINER }], { synchronization: MUTEX, onExit: 'main' }),
    );
    assert.equal(run.state.phase, 'Pending');
    run.send({ type });
    assert.equal(run.state.phase, 'Failed');
    assert.equal(run.state.nodes.size, 0);
    assert.equal(run.state.locks.size, 0);
  });
}

test("a handler's node waits for its lock after a Stop too", () => {
  const run = new Scenario(
    workflow([{ name: 'main', container: CONTAINER }, leaf('handler')], { onExit: 'handler' }),
  );
  run.claim('wf');
  run.send({ type: 'stopWorkflow' });
  run.finish('wf', { phase: 'Failed' });
  run.answerLocks('wf.onExit', waiting() as never);
  assert.equal(run.node('wf.onExit').phase, 'Pending');
  run.answerLocks('wf.onExit');
  run.run('wf.onExit');
  assert.equal(run.state.phase, 'Failed');
  assert.equal(run.node('wf.onExit').phase, 'Succeeded');
});

test('a workflow starts when it has its place, and then its locks', () => {
  const run = new Scenario(
    workflow([{ name: 'main', container: CONTAINER }], { synchronization: MUTEX }),
    undefined,
    {
      configMap: () => undefined,
      places: (namespace) => ['/Parallelism/', `${namespace}/Parallelism/`],
    },
  );
  assert.deepEqual([...run.state.locks.keys()], [WORKFLOW_PLACE]);
  run.answerLocks(WORKFLOW_PLACE, {
    kind: 'waiting',
    lock: '/Parallelism/',
    message: 'postponed',
    holders: [],
  });
  assert.equal(run.state.message, 'postponed');
  assert.equal(run.state.phase, 'Pending');
  run.answerLocks(WORKFLOW_PLACE);
  assert.equal(run.state.message, '');
  run.answerLocks(WORKFLOW_LOCKS);
  assert.equal(run.state.phase, 'Running');
  run.run('wf');
  assert.equal(run.state.phase, 'Succeeded');
  assert.deepEqual(
    run.state.releasedLocks.map(({ key }) => key),
    [WORKFLOW_LOCKS, WORKFLOW_PLACE],
  );
});

test('a workflow that is deleted gives everything back', () => {
  const run = new Scenario(workflow([leaf('main')], { synchronization: { mutexes: [{ name: 'w' }] } }));
  run.answerLocks(WORKFLOW_LOCKS);
  run.answerLocks('wf');
  run.send({ type: 'deleteWorkflow' });
  assert.deepEqual(
    run.state.releasedLocks.map(({ key }) => key),
    [WORKFLOW_LOCKS, 'wf'],
  );
});

test('whoever waits for a lock takes no place among the pods', () => {
  const run = new Scenario(
    workflow(
      [
        {
          name: 'main',
          dag: {
            tasks: [
              { name: 'a', template: 'locked' },
              { name: 'b', template: 'free' },
            ],
          },
        },
        leaf('locked'),
        { name: 'free', container: CONTAINER },
      ],
      { parallelism: 1 },
    ),
  );
  run.answerLocks('wf.a', waiting() as never);
  assert.deepEqual(run.outstanding(), ['wf.b']);
  run.answerLocks('wf.a');
  assert.deepEqual(run.outstanding(), ['wf.b'], 'it has the lock, and waits for a place');
  run.run('wf.b');
  assert.deepEqual(run.outstanding(), ['wf.a']);
});
