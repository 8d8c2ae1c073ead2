import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { WorkflowEvent } from '@tiphys/engine';
import type { Workflow } from '@tiphys/spec';
import fc from 'fast-check';
import { projectTransition } from '../projection/project-transition.ts';
import { RowSet } from '../projection/row-set.ts';
import { changed, created, HistoryBuilder, initialized } from '../testing/history-builder.ts';
import { mergeChange } from './merge-change.ts';
import { workflowObject } from './workflow-object.ts';

const step = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant('new' as const),
      pod: fc.boolean(),
      parents: fc.array(fc.nat(), { maxLength: 3 }),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant('change' as const),
      node: fc.nat(),
      phase: fc.constantFrom('Running', 'Succeeded', 'Failed', 'Omitted'),
    }),
  },
  { weight: 1, arbitrary: fc.constant({ kind: 'stop' as const }) },
);

test('merging the changes one by one gives the objects that the rows give', () => {
  fc.assert(
    fc.property(fc.array(fc.array(step, { maxLength: 4 }), { maxLength: 20 }), (plan) => {
      const history = randomHistory(plan);
      const rows = new RowSet();
      let merged: Workflow | undefined;
      for (const transition of history.transitions) {
        const change = projectTransition(rows, transition, transition.version - 1);
        assert.ok(change);
        const row = rows.workflows.get('uid-wf')!;
        const whole = workflowObject({
          row,
          manifest: rows.manifests.get('uid-wf'),
          nodes: [...rows.nodesOf('uid-wf')],
        });
        const before = JSON.stringify(merged);
        const next: Workflow = merged === undefined ? whole : mergeChange(merged, change);
        assert.equal(JSON.stringify(next), JSON.stringify(whole));
        assert.equal(JSON.stringify(merged), before, 'the object before stays as it is');
        merged = next;
      }
    }),
  );
});

type Step =
  | { kind: 'new'; pod: boolean; parents: number[] }
  | { kind: 'change'; node: number; phase: 'Running' | 'Succeeded' | 'Failed' | 'Omitted' }
  | { kind: 'stop' };

/** One workflow whose nodes come and change at random, each under nodes that are there. */
function randomHistory(plan: readonly (readonly unknown[])[]): HistoryBuilder {
  const history = new HistoryBuilder();
  history.add('wf', [created('wf', { namespace: 'argo' }), { type: 'workflowStarted' }]);
  let count = 0;
  for (const steps of plan as Step[][]) {
    const events: WorkflowEvent[] = [];
    for (const step of steps) {
      if (step.kind === 'stop') events.push({ type: 'shutdownRequested', strategy: 'Stop' });
      else if (step.kind === 'new') {
        const parentIds = count === 0 ? [] : [...new Set(step.parents.map((parent) => `n${parent % count}`))];
        events.push(initialized({ id: `n${count}`, nodeType: step.pod ? 'Pod' : 'StepGroup', parentIds }));
        count += 1;
      } else if (count > 0) {
        events.push(
          changed(`n${step.node % count}`, step.phase, { message: step.phase, outboundNodes: ['n0'] }),
        );
      }
    }
    history.add('wf', events);
  }
  history.add('wf', [{ type: 'workflowFinished', phase: 'Succeeded' }]);
  return history;
}
