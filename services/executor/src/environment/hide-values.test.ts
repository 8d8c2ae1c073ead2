import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ContainerTask } from '@tiphys/engine';
import { RuntimeError } from '@tiphys/runtime';
import { hidingValues } from './hide-values.ts';

function task(command: string[], side: string[]): ContainerTask {
  return {
    nodeName: 'wf',
    podName: 'wf-1',
    templateName: 'main',
    image: 'busybox',
    command,
    args: [],
    env: [],
    outputFiles: [],
    includeResult: false,
    pod: { sidecars: [{ name: 'side', image: 'busybox', args: side }] },
  };
}

test('what stood for a value takes its place in a refusal', async () => {
  const refused = new RuntimeError('command_not_found', 'exec: "hun\\"ter2": not found; nor x-$& in 128', {
    cause: new Error('hun"ter2'),
  });
  const start = () => Promise.reject(refused);
  const given = task(['$(PASSWORD)', 'same'], ['x$(B)', '$(C)']);
  await assert.rejects(
    hidingValues(given, task(['hun"ter2', 'same'], ['x-$&', '128']), start),
    (error: RuntimeError) => {
      assert.equal(error.message, 'exec: "$(PASSWORD)": not found; nor x$(B) in 128');
      assert.deepEqual([error.code, error.cause], ['command_not_found', undefined]);
      return true;
    },
  );
  await assert.rejects(hidingValues(given, given, start), (error) => error === refused);
});
