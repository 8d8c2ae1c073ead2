import assert from 'node:assert/strict';
import { test } from 'node:test';
import { agentLabels } from './agent-labels.ts';

test('an agent has the labels of a node, and its own, which win', () => {
  const host = { hostName: 'h1', arch: 'x64', os: 'linux' };
  assert.deepEqual(agentLabels(['disk=ssd', 'gpu', 'kubernetes.io/os=plan9', 'a=b=c'], host), {
    'kubernetes.io/hostname': 'h1',
    'kubernetes.io/os': 'plan9',
    'kubernetes.io/arch': 'amd64',
    'beta.kubernetes.io/os': 'linux',
    'beta.kubernetes.io/arch': 'amd64',
    disk: 'ssd',
    gpu: '',
    a: 'b=c',
  });
});
