import type { Transition, WorkflowEvent } from '@tiphys/engine';

/** A transition as the history has it (the event log's RecordedTransition). */
export interface ProjectedTransition {
  ref: { uid: string; namespace: string; name: string };
  /** Grows over all workflows. */
  version: number;
  transition: Transition;
  /** W3C trace context of the command that caused it; empty without. */
  traceparent: string;
}

/** The rows that must be in the set before the transitions are projected. */
export interface TouchedKeys {
  uids: string[];
  nodes: { uid: string; id: string }[];
}

/** Events that make or change the row of one node. */
const CHANGES_A_ROW: ReadonlySet<WorkflowEvent['type']> = new Set<WorkflowEvent['type']>([
  'nodeInitialized',
  'nodePhaseChanged',
  'nodeDaemoned',
]);

/** Rows that transitions change and do not make. */
export function touchedKeys(transitions: Iterable<ProjectedTransition>): TouchedKeys {
  const uids = new Set<string>();
  const made = new Set<string>();
  const nodes = new Map<string, { uid: string; id: string }>();
  for (const { ref, transition } of transitions) {
    uids.add(ref.uid);
    for (const event of transition.events) {
      if (!CHANGES_A_ROW.has(event.type) || !('id' in event)) continue;
      const key = `${ref.uid}/${event.id}`;
      if (event.type === 'nodeInitialized') made.add(key);
      else if (!made.has(key)) nodes.set(key, { uid: ref.uid, id: event.id });
    }
  }
  return { uids: [...uids], nodes: [...nodes.values()] };
}
