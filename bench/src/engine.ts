import { decide, newDraft, type WorkflowCommand, type WorkflowDraft } from '@tiphys/engine';
import type { Workflow } from '@tiphys/spec';
import { summary } from './statistics.ts';
import type { Suite } from './suite.ts';
import { chain, fanout } from './workflows.ts';

const RUNS = 5;
const CASES: readonly [name: string, workflow: Workflow][] = [
  ['chain-1000', chain(1_000, 'none')],
  ['fanout-10000', fanout(10_000, 'none')],
];

/** Decisions a second of the engine alone, one core: every task claimed and finished, no I/O. */
export const engineSuite: Suite = async (report) => {
  for (const [name, workflow] of CASES) {
    const rates: number[] = [];
    let decisions = 0;
    for (let run = 0; run < RUNS; run += 1) {
      const begin = performance.now();
      decisions = runToEnd(workflow);
      rates.push(decisions / ((performance.now() - begin) / 1000));
    }
    report({ name: `${name} decisions`, unit: '/s', ...summary(rates), decisions });
  }
};

/** @returns how many decisions it took. */
function runToEnd(manifest: Workflow): number {
  const draft = newDraft();
  let decisions = 0;
  const send = (command: WorkflowCommand): void => {
    decisions += 1;
    const result = decide(draft, { id: String(decisions), at: decisions, command });
    if (!result.ok) throw new Error(`${command.type}: ${result.message}`);
    if (draft.agenda.length > 0) send({ type: 'continueDecision' });
  };
  const metadata = { ...manifest.metadata, name: 'bench', namespace: 'default', uid: 'bench' };
  send({ type: 'createWorkflow', workflow: { ...manifest, metadata } });
  for (let next = firstAttempt(draft); next !== undefined; next = firstAttempt(draft)) {
    const who = { ...next, agentId: 'agent', hostName: 'host' };
    send({ type: 'claimAttempt', ...who });
    send({ type: 'finishAttempt', ...who, outcome: { phase: 'Succeeded', outputs: { exitCode: '0' } } });
  }
  if (draft.phase !== 'Succeeded') throw new Error(`ended ${draft.phase}: ${draft.message}`);
  return decisions;
}

function firstAttempt(draft: WorkflowDraft): { nodeId: string; attempt: number } | undefined {
  for (const { nodeId, attempt } of draft.attempts.values()) return { nodeId, attempt };
  return undefined;
}
