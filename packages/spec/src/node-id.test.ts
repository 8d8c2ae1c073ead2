import assert from 'node:assert/strict';
import { test } from 'node:test';
import { nodeId, podName } from './node-id.ts';

test('node ids are the hashes that Argo computes', () => {
  const cases: [string, string, number][] = [
    ['exit-handler-plvg7', 'exit-handler-plvg7.a', 1651124468],
    ['exit-handler-plvg7', 'exit-handler-plvg7.a.onExit', 3635807335],
    ['exit-handler-gmqwn', 'exit-handler-gmqwn.onExit', 4047273830],
    ['exit-handler-j9vp7', 'exit-handler-j9vp7.onExit[0].celebrate', 3166996485],
  ];
  for (const [workflow, name, hash] of cases) assert.equal(nodeId(workflow, name), `${workflow}-${hash}`);
  assert.equal(nodeId('wf', 'wf'), 'wf');
});

test('bytes of any text are hashed, not its code units', () => {
  const reference = (text: string): number => {
    let hash = 0x811c9dc5;
    for (const byte of Buffer.from(text)) hash = Math.imul(hash ^ byte, 0x01000193) >>> 0;
    return hash;
  };
  for (const name of ['wf.é', 'wf.日本', 'wf.🐋', 'wf.\ud800'])
    assert.equal(nodeId('wf', name), `wf-${reference(name)}`);
});

test('pod names carry the template; the root is the workflow; long ones are cut', () => {
  const id = nodeId('exit-handler-plvg7', 'exit-handler-plvg7.a');
  assert.equal(
    podName('exit-handler-plvg7', 'exit-handler-plvg7.a', 'whalesay', id),
    'exit-handler-plvg7-whalesay-1651124468',
  );
  assert.equal(podName('wf', 'wf', 'main', 'wf'), 'wf');
  assert.equal(podName('wf', 'wf.inline.a', 'x', 'wf-1'), 'wf-1');
  const long = 'w'.repeat(300);
  assert.equal(
    podName(long, `${long}.a`, 't', nodeId(long, `${long}.a`)).length,
    242 + 1 + String(nodeId(long, `${long}.a`)).slice(301).length,
  );
});
