import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { changeLines } from './changes.ts';
import { frame } from './frame.ts';
import { PLAIN } from './style.ts';
import type { NodeView, WorkflowView } from './view.ts';

function workflowOf(phase: string, ...nodes: Partial<NodeView>[]): WorkflowView {
  const named = nodes.map((view): NodeView => {
    const id = view.id ?? '';
    return { name: id, type: 'Pod', phase: 'Running', ...view, id };
  });
  const finishedAt = phase === 'Running' ? null : '2026-01-01T00:00:05Z';
  return {
    metadata: { name: 'w' },
    status: { phase, finishedAt, nodes: Object.fromEntries(named.map((node) => [node.id, node])) },
  };
}

describe('the changes of a workflow', () => {
  it('are the nodes whose phase or message is new, in order', () => {
    const before = workflowOf(
      'Running',
      { id: 'w', type: 'DAG' },
      { id: 'a', startedAt: '2026-01-01T00:00:01Z' },
    );
    const after = workflowOf(
      'Running',
      { id: 'w', type: 'DAG', phase: 'Succeeded', finishedAt: '2026-01-01T00:00:02Z' },
      { id: 'x', startedAt: '2026-01-01T00:00:02Z', phase: 'Pending', message: 'no agent\nhas room' },
      {
        id: 'w.a',
        startedAt: '2026-01-01T00:00:01Z',
        finishedAt: '2026-01-01T00:00:02Z',
        phase: 'Succeeded',
      },
      { id: 'b', startedAt: '2026-01-01T00:00:01Z', phase: 'Running' },
      { id: 'g', type: 'StepGroup' },
      { id: 'o', type: 'Skipped', phase: 'Omitted' },
    );
    assert.deepEqual(changeLines(before, after, PLAIN), [
      '● b Running',
      '✔ w.a Succeeded',
      '✔ w Succeeded',
      '◷ x Pending: no agent has room',
    ]);
    assert.deepEqual(changeLines(after, after, PLAIN), []);
  });

  it('are told of a handler after what it handles, though both were decided in one instant', () => {
    const at = '2026-01-01T00:00:02Z';
    const ended = { startedAt: at, finishedAt: at };
    const after = workflowOf(
      'Running',
      { id: 'w', phase: 'Succeeded', ...ended },
      { id: 'w.onExit', startedAt: at },
      { id: 'w.onExit[0].cry', phase: 'Skipped', type: 'Skipped', ...ended },
      { id: 'w.a', phase: 'Succeeded', ...ended },
    );
    const names = changeLines(undefined, after, PLAIN).map((line) => line.split(' ')[1]);
    assert.deepEqual(names, ['w.a', 'w', 'w.onExit[0].cry', 'w.onExit']);
  });

  it('are the phase of the workflow before it has nodes, and when it ends', () => {
    assert.deepEqual(changeLines(undefined, workflowOf('Pending'), PLAIN), ['workflow w: Pending']);
    const running = workflowOf('Running', { id: 'w' });
    assert.deepEqual(changeLines(undefined, running, PLAIN), ['● w Running']);
    assert.deepEqual(changeLines(running, workflowOf('Failed', { id: 'w' }), PLAIN), ['workflow w: Failed']);
  });
});

describe('a frame', () => {
  it('is drawn over the one before', () => {
    assert.equal(frame('a\nb\n', { columns: 80, rows: 24 }), '\u001b[Ha\u001b[K\nb\u001b[K\n\u001b[J');
  });

  it('is cut at the edges of the screen, colour codes apart', () => {
    const text = `${'\u001b[32m✔\u001b[0m'} long\nb\nc\nd\n`;
    assert.deepEqual(frame(text, { columns: 3, rows: 4 }).split('\n'), [
      '\u001b[H\u001b[32m✔\u001b[0m l\u001b[0m\u001b[K',
      'b\u001b[K',
      '...\u001b[0m\u001b[K',
      '\u001b[J',
    ]);
    assert.equal(frame(text, { columns: 0, rows: 0 }).split('\n').length, 5);
  });
});
