import assert from 'node:assert/strict';
import type { NodeInitialized, NodePhaseChanged, WorkflowEvent } from '@tiphys/engine';
import type { Workflow } from '@tiphys/spec';
import type { ProjectedTransition } from '../projection/projected-transition.ts';
import type { ReadModelStore } from '../read-model-store.ts';

/** 2026-11-24T04:50:04Z, as in the recorded cases of Argo. */
export const START = Date.UTC(2026, 10, 24, 4, 50, 4);

/** Transitions of several workflows, written down event by event; each comes a second after the one before. */
export class HistoryBuilder {
  readonly transitions: ProjectedTransition[] = [];
  #version = 0;

  /** Version of the last transition. */
  get version(): number {
    return this.#version;
  }

  add(
    name: string,
    events: WorkflowEvent[],
    options: { uid?: string; namespace?: string; traceparent?: string; delayMs?: number } = {},
  ): void {
    this.#version += 1;
    this.transitions.push({
      ref: { uid: options.uid ?? `uid-${name}`, namespace: options.namespace ?? 'argo', name },
      version: this.#version,
      transition: {
        commandId: `command-${this.#version}`,
        at: START + (this.#version - 1) * 1000 + (options.delayMs ?? 0),
        events,
        agenda: [],
      },
      traceparent: options.traceparent ?? '',
    });
  }

  /** A version that no transition of the read side has. */
  skip(): void {
    this.#version += 1;
  }

  /** A workflow of one container, started, with its node `Pending`. */
  create(name: string, options: { namespace?: string; labels?: Record<string, string> } = {}): void {
    const namespace = options.namespace ?? 'argo';
    const events = [
      created(name, { namespace, labels: options.labels ?? {} }),
      { type: 'workflowStarted' as const },
      initialized({ id: name, name, displayName: name }),
    ];
    this.add(name, events, { namespace });
  }

  run(name: string): void {
    this.add(name, [changed(name, 'Running', { hostNodeName: 'host-1' })]);
  }

  /** The container's end, and the workflow's. */
  finish(name: string, phase: 'Succeeded' | 'Failed' = 'Succeeded'): void {
    const message = phase === 'Failed' ? 'main: Error (exit code 1)' : '';
    this.add(name, [
      changed(name, phase, { message, outputs: { exitCode: phase === 'Failed' ? '1' : '0' } }),
      { type: 'nodeSettled', id: name },
      { type: 'workflowFinished', phase, message },
    ]);
  }

  /** @param delayMs how much later than it would be. */
  delete(name: string, delayMs = 0): void {
    this.add(name, [{ type: 'workflowDeleted' }], { delayMs });
  }
}

export function created(name: string, metadata: Workflow['metadata'] = {}): WorkflowEvent {
  return {
    type: 'workflowCreated',
    uid: `uid-${name}`,
    workflow: {
      metadata: {
        name,
        generateName: 'wf-',
        uid: `uid-${name}`,
        creationTimestamp: '2026-11-24T04:50:04Z',
        ...metadata,
      },
      spec: {
        entrypoint: 'main',
        templates: [{ name: 'main', container: { image: 'busybox', command: ['true'] } }],
      },
    },
  };
}

export function initialized(node: Partial<NodeInitialized> & { id: string }): NodeInitialized {
  return {
    type: 'nodeInitialized',
    name: node.id,
    displayName: node.id,
    nodeType: 'Pod',
    templateName: 'main',
    templateScope: `local/${node.id}`,
    phase: 'Pending',
    role: 'entry',
    parentIds: [],
    ...node,
  };
}

export function changed(
  id: string,
  phase: NodePhaseChanged['phase'],
  more: Partial<NodePhaseChanged> = {},
): NodePhaseChanged {
  return { type: 'nodePhaseChanged', id, phase, ...more };
}

/** Projects what the store does not have yet, as one batch. */
export async function projectRest(store: ReadModelStore, history: HistoryBuilder): Promise<void> {
  const position = await store.position();
  const transitions = history.transitions.filter(({ version }) => version > position);
  assert.ok((await store.project({ after: position, transitions })).ok);
}
