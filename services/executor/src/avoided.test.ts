import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ContainerTask } from '@tiphys/engine';
import { isAvoided } from './avoided.ts';

const task: ContainerTask = {
  nodeName: 'wf(1)',
  podName: 'wf-1',
  templateName: 't',
  image: 'busybox',
  command: [],
  args: [],
  env: [],
  outputFiles: [],
  includeResult: false,
  avoidHosts: ['host-1'],
};

test('a host on which earlier attempts failed leaves the task to others for a while', () => {
  assert.equal(isAvoided(task, 'host-1', 1), true);
  assert.equal(isAvoided(task, 'host-1', 6), false, 'nobody else has come');
  assert.equal(isAvoided(task, 'host-2', 1), false);
  assert.equal(isAvoided({ ...task, avoidHosts: undefined }, 'host-1', 1), false);
});
