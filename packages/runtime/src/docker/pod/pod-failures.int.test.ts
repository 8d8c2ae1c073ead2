import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import type { PodTask } from '@tiphys/engine';
import {
  image,
  leftOvers,
  never,
  open,
  order,
  removeLeft,
  run,
  shell,
  skip,
} from '../../testing/docker-pods.ts';

describe('pods that fail on docker', { skip }, () => {
  after(removeLeft);

  test('a sidecar that has failed by itself is told, one that was ended is not', async () => {
    const sidecars = [
      shell('bad', 'exit 3'),
      shell('ended', 'kill -TERM $$; exit 143'),
      shell('good', 'exit 0'),
    ];
    const { exit } = await run(order({ sidecars: [...sidecars, shell('on', 'sleep 60')] }, 'sleep 1'));
    assert.equal(exit.exitCode, 0);
    assert.deepEqual(exit.failedSidecars, [{ name: 'bad', exitCode: 3, oomKilled: false }]);
  });

  test('a command that is not there: of main, of a sidecar, of an init container, of a container of a set', async () => {
    const bad = (name: string) => ({ name, image, command: ['no-such'] });
    const fault = 'exec: "no-such": executable file not found in $PATH';
    const pods: [PodTask, object][] = [
      [
        { sidecars: [bad('side')] },
        {
          code: 'command_not_found',
          message: `side: Error (exit code 64): failed to find name in PATH: ${fault}`,
        },
      ],
      [
        { initContainers: [bad('init')] },
        { code: 'init_failed', message: `init: StartError (exit code 128): ${fault}` },
      ],
    ];
    for (const [pod, refusal] of pods) {
      const started = order(pod, 'true');
      await assert.rejects(open().start(started, never), refusal);
      await (await open().find(started.attempt))?.remove();
      assert.deepEqual(await leftOvers(started), []);
    }
    const set = {
      containers: [
        bad('a'),
        { ...bad('b'), command: ['hunter2'] },
        shell('c', 'true', { dependencies: ['a'] }),
      ],
      retries: 0,
      retryDelayMs: 0,
    };
    const started = order({ set }, '');
    const containers = set.containers.map((one) => (one.name === 'b' ? { ...one, command: ['$(A)'] } : one));
    const { exit } = await run({
      ...started,
      shown: { ...started.task, pod: { set: { ...set, containers } } },
    });
    const head = 'failed to find name in PATH: exec:';
    assert.deepEqual(
      exit.containers?.map(({ exitCode, error }) => [exitCode, error]),
      [
        [64, `${head} "no-such": executable file not found in $PATH`],
        [64, `${head} "$(A)": executable file not found in $PATH`],
        [undefined, 'dependency "a" exited with non-zero code: 64'],
      ],
    );
  });
});
