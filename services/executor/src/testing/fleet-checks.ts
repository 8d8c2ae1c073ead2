import assert from 'node:assert/strict';
import { leaf, workflow } from '@tiphys/engine/testing';
import type { LogChunk } from '@tiphys/event-log';
import type { ScriptedRun } from '@tiphys/runtime/simulated';
import type { Template, Workflow } from '@tiphys/spec';
import type { SimulatedFleet } from './simulated-fleet.ts';

/** Writes for a second, and ends well. */
export const QUICK: ScriptedRun = {
  durationMs: 1_000,
  exitCode: 0,
  output: [
    { afterMs: 0, stream: 1, text: 'one\n' },
    { afterMs: 400, stream: 2, text: 'two\n' },
    { afterMs: 900, stream: 1, text: 'three\n' },
  ],
};
/** Ends when it is stopped. */
export const ENDLESS: ScriptedRun = { ...QUICK, durationMs: Number.POSITIVE_INFINITY };

let uids = 0;

/** A chain of containers, the entry being a DAG. */
export function chain(length: number, template: Template = leaf, onExit?: string): Workflow {
  const tasks = Array.from({ length }, (_, index) => ({
    name: `t${index}`,
    template: template.name,
    ...(index === 0 ? {} : { dependencies: [`t${index - 1}`] }),
  }));
  const templates = [{ name: 'main', dag: { tasks } } as Template, ...(template === leaf ? [] : [template])];
  const made = workflow({ templates, ...(onExit === undefined ? {} : { onExit }) });
  uids += 1;
  made.metadata.uid = `uid-${uids}`;
  return made;
}

/** The workflow's nodes that are containers, as `name phase message`. */
export function pods(fleet: SimulatedFleet, uid: string): string[] {
  return [...fleet.scheduler.draft(uid).nodes.values()]
    .filter(({ type }) => type === 'Pod')
    .map(({ name, phase, message }) => `${name} ${phase} ${message ?? ''}`.trim());
}

/** All that is stored of a workflow's output. */
export async function logOf(fleet: SimulatedFleet, uid: string): Promise<LogChunk[]> {
  const chunks: LogChunk[] = [];
  for await (const chunk of fleet.broker.logs.read({ uid, follow: false }, new AbortController().signal)) {
    chunks.push(chunk);
  }
  return chunks;
}

/** What one node wrote; its log must be complete. */
export function textOf(chunks: readonly LogChunk[], nodeId: string): string {
  const own = chunks.filter(({ attempt }) => attempt.nodeId === nodeId);
  let offset = 0;
  for (const chunk of own) {
    assert.equal(chunk.offset, offset, 'the log has no gap and no repetition');
    offset += chunk.data.length;
  }
  assert.equal(own.at(-1)?.end, true, 'the log has its end');
  return Buffer.concat(own.map(({ data }) => data)).toString('utf8');
}

/** Nothing is left anywhere, and every container ran once. */
export function assertClean(fleet: SimulatedFleet, agentIds: string[]): void {
  const starts = agentIds.flatMap((id) => [...fleet.host(id).starts.entries()]);
  assert.deepEqual(
    starts.filter(([, count]) => count !== 1),
    [],
  );
  assert.equal(new Set(starts.map(([key]) => key)).size, starts.length, 'an attempt ran on two hosts');
  for (const id of agentIds)
    assert.deepEqual(
      fleet.host(id).containers.map(({ order }) => order.attempt.nodeId),
      [],
    );
}

/** Ends the fleet whatever happens. */
export async function withFleet(
  fleet: SimulatedFleet,
  body: (fleet: SimulatedFleet) => Promise<void>,
): Promise<void> {
  try {
    await body(fleet);
  } finally {
    await fleet.end();
  }
}
