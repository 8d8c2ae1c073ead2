import type { Transition, WorkflowCreated, WorkflowEvent } from '@tiphys/engine';
import { type Family, familyKey, familyOf } from './estimate.ts';

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
  /** Of the workflows that are made. */
  families: Family[];
}

/** Rows that transitions change and do not make. */
export function touchedKeys(transitions: Iterable<ProjectedTransition>): TouchedKeys {
  const uids = new Set<string>();
  const made = new Set<string>();
  const nodes = new Map<string, { uid: string; id: string }>();
  const families = new Map<string, Family>();
  for (const { ref, transition } of transitions) {
    uids.add(ref.uid);
    for (const event of transition.events) {
      if (event.type === 'nodeInitialized') made.add(`${ref.uid}/${event.id}`);
      const family = event.type === 'workflowCreated' ? familyOfNew(ref, event) : undefined;
      if (family !== undefined) families.set(familyKey(family), family);
      for (const id of changedBy(event)) {
        const key = `${ref.uid}/${id}`;
        if (!made.has(key)) nodes.set(key, { uid: ref.uid, id });
      }
    }
  }
  return { uids: [...uids], nodes: [...nodes.values()], families: [...families.values()] };
}

function familyOfNew(
  ref: ProjectedTransition['ref'],
  { workflow: { metadata } }: WorkflowCreated,
): Family | undefined {
  return familyOf({ namespace: metadata.namespace ?? ref.namespace, labels: metadata.labels ?? {} });
}

/** Ids of nodes whose rows an event changes. */
function changedBy(event: WorkflowEvent): readonly string[] {
  switch (event.type) {
    case 'nodePhaseChanged':
    case 'nodeDaemoned':
      return [event.id];
    case 'artifactsDeleted':
      return event.deleted.map(({ nodeId }) => nodeId);
    case 'nodesRemoved':
    case 'nodesReset':
      return event.ids;
    case 'locksRequested':
    case 'locksAwaited':
    case 'locksGranted':
    case 'locksReleased':
      return [event.key];
    case 'cacheLookupRequested':
    case 'cacheAnswered':
      return [event.nodeId];
    default:
      return [];
  }
}
