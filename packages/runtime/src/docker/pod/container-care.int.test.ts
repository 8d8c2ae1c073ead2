import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import type { PodTask } from '@tiphys/engine';
import { never, open, order, removeLeft, run, shell, skip } from '../../testing/docker-pods.ts';
import { textOf } from '../../testing/text-of.ts';

const exec = (program: string) => ({ exec: { command: ['sh', '-c', program] } });
const soon = { periodSeconds: 1, failureThreshold: 1, timeoutSeconds: 10 };
const UNTIL_KILLED = 'trap "echo term; exit 9" TERM; touch /up; while :; do sleep 0.1; done';
const shared = { volumes: [{ name: 'v', emptyDir: {} }] };
const volumeMounts = [{ name: 'v', mountPath: '/v' }];

describe('probes and hooks of containers on docker', { skip }, () => {
  after(removeLeft);

  test('one that does not live any more is ended, with its grace, and fails', async () => {
    const livenessProbe = { ...exec('test -f /up'), ...soon, periodSeconds: 1, failureThreshold: 3 };
    const program = UNTIL_KILLED.replace('touch /up', 'touch /up; sleep 1; rm /up');
    const { exit, text } = await run(order({ settings: { livenessProbe } }, program));
    assert.deepEqual([exit.exitCode, exit.error], [9, 'failed liveness probe']);
    assert.equal(text, 'term\n');
  });

  test('what does not hear the signal is killed when the grace of the probe is over', async () => {
    const livenessProbe = { ...exec('exit 1'), ...soon, terminationGracePeriodSeconds: 1 };
    const { exit } = await run(
      order({ settings: { livenessProbe } }, 'trap "" TERM; while :; do sleep 0.1; done'),
    );
    assert.deepEqual([exit.exitCode, exit.error], [137, 'failed liveness probe']);
  });

  test('a startup probe holds back the others, and ends what does not start', async () => {
    const pod: PodTask = {
      settings: {
        startupProbe: { ...exec('test -f /up'), ...soon, failureThreshold: 60 },
        livenessProbe: { ...exec('test -f /up'), ...soon },
      },
    };
    const slow = await run(order(pod, 'sleep 2; touch /up; sleep 2; echo done'));
    assert.deepEqual([slow.exit.exitCode, slow.text], [0, 'done\n']);
    const startupProbe = { ...exec('false'), ...soon };
    const never = await run(order({ settings: { startupProbe } }, UNTIL_KILLED));
    assert.deepEqual([never.exit.exitCode, never.exit.error], [9, 'failed startup probe']);
  });

  test('a sidecar has probes too: main waits for its start, and it may be killed', async () => {
    const sidecar = shell(
      'side',
      `sleep 1; touch /v/up; ${UNTIL_KILLED.replace('echo term', 'touch /v/ended')}`,
      {
        volumeMounts,
        startupProbe: { ...exec('test -f /v/up'), ...soon, failureThreshold: 60 },
        livenessProbe: { ...exec('test ! -f /v/enough'), ...soon },
      },
    );
    const started = order(
      { ...shared, settings: { volumeMounts }, sidecars: [sidecar] },
      'ls /v; touch /v/enough; until test -f /v/ended; do sleep 0.1; done; echo seen',
    );
    const { exit, text } = await run(started);
    assert.deepEqual([exit.exitCode, text], [0, 'up\nseen\n']);
  });

  test('the probes of a set are those of its containers', async () => {
    const set = {
      containers: [
        shell('sick', UNTIL_KILLED, { livenessProbe: { ...exec('exit 1'), ...soon } }),
        shell('main', 'sleep 1; echo well', { livenessProbe: { ...exec('exit 0'), ...soon } }),
      ],
      retries: 0,
      retryDelayMs: 0,
    };
    const { exit, text } = await run(order({ set }, ''));
    assert.deepEqual(
      exit.containers?.map(({ name, exitCode, error }) => [name, exitCode, error]),
      [
        ['sick', 9, 'failed liveness probe'],
        ['main', 0, undefined],
      ],
    );
    assert.equal(text, 'well\n');
  });

  test('postStart is run in the container; where it fails that is ended', async () => {
    const wait = 'until test -f /told; do sleep 0.1; done; cat /told';
    const told = await run(
      order({ settings: { lifecycle: { postStart: exec('echo hook > /t; mv /t /told') } } }, wait),
    );
    assert.deepEqual([told.exit.exitCode, told.text], [0, 'hook\n']);
    const failing = order({ settings: { lifecycle: { postStart: exec('sleep 1; exit 7') } } }, UNTIL_KILLED);
    const { exit, text } = await run(failing);
    assert.deepEqual([exit.exitCode, exit.error, text], [9, 'FailedPostStartHook: exit code 7', 'term\n']);
  });

  test('preStop comes before the signal, for main and for a sidecar', async () => {
    const lifecycle = { preStop: exec('echo hook >> /proc/1/fd/1') };
    const side = shell(
      'side',
      'trap "echo term >> /v/log; exit" TERM; touch /v/up; while :; do sleep 0.1; done',
      {
        volumeMounts,
        lifecycle: { preStop: exec('echo hook >> /v/log') },
      },
    );
    const container = await open().start(
      order(
        { ...shared, settings: { lifecycle, volumeMounts }, sidecars: [side] },
        'trap "echo term; exit 3" TERM; until test -f /v/up; do sleep 0.1; done; echo up; while :; do sleep 0.1; done',
      ),
      never,
    );
    for await (const { data } of container.output(0, never)) if (data.length > 0) break;
    await container.stop(10_000);
    assert.equal((await container.exited(never)).exitCode, 3);
    assert.equal(await textOf(container), 'up\nhook\nterm\n');
    await container.remove();
  });

  test('a preStop that takes too long is not waited for', async () => {
    const lifecycle = { preStop: { sleep: { seconds: 1000 } } };
    const container = await open().start(
      order({ settings: { lifecycle } }, `echo up; ${UNTIL_KILLED}`),
      never,
    );
    for await (const { data } of container.output(0, never)) if (data.length > 0) break;
    await container.stop(500);
    assert.equal((await container.exited(never)).exitCode, 9);
    await container.remove();
  });

  test('a sidecar ends with its hook when main has ended', async () => {
    const claim = {
      volumes: [{ name: 'v', persistentVolumeClaim: { claimName: 'c' } }],
      workflowClaims: ['c'],
    };
    const side = shell(
      'side',
      'trap "echo term >> /v/log; exit" TERM; touch /v/up; while :; do sleep 0.1; done',
      {
        volumeMounts,
        lifecycle: { preStop: exec('echo hook >> /v/log') },
      },
    );
    const pod = { ...claim, settings: { volumeMounts } };
    const first = order({ ...pod, sidecars: [side] }, 'until test -f /v/up; do sleep 0.1; done');
    try {
      assert.equal((await run(first)).exit.exitCode, 0);
      const second = order(pod, 'cat /v/log');
      const { workflow } = first.attempt;
      const { text } = await run({ ...second, attempt: { ...second.attempt, workflow } });
      assert.equal(text, 'hook\nterm\n');
    } finally {
      await open().releaseClaims(first.attempt.workflow.uid);
    }
  });
});
