import assert from 'node:assert/strict';
import { test } from 'node:test';
import { elsewhereDelay } from './elsewhere-delay.ts';

const workflow = { uid: 'u', namespace: 'default', name: 'wf' };

test('delays grow with the deliveries, and two tasks of two agents do not keep step', () => {
  const x = { workflow, nodeId: 'x', attempt: 0 };
  const y = { workflow, nodeId: 'y', attempt: 0 };
  const ofX = Array.from({ length: 50 }, (_, index) => elsewhereDelay(x, 'agent-1', index + 1));
  const ofY = Array.from({ length: 50 }, (_, index) => elsewhereDelay(y, 'agent-0', index + 1));
  for (const [index, delay] of ofX.entries()) {
    const full = Math.min(5_000, 500 * (index + 1));
    assert.ok(delay >= full / 2 && delay <= full * 1.5, `${delay} ms at delivery ${index + 1}`);
  }
  const inStep = ofX.filter((delay, index) => delay === ofY[index]).length;
  assert.ok(inStep < 3, `${inStep} of 50 alike`);
  assert.equal(elsewhereDelay(x, 'agent-1', 3), ofX[2], 'the same again for the same delivery');
});
