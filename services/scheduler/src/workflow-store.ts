import { applyTransition, newDraft, type Transition, type WorkflowDraft } from '@tiphys/engine';
import type { HistoryLog, WorkflowRef } from '@tiphys/event-log';
import { RecentIds } from './recent-ids.ts';

/** How many commands of a workflow are remembered to have been carried out. */
const REMEMBERED_COMMANDS = 64;

/** A workflow as the scheduler has it in memory. */
export interface LoadedWorkflow {
  ref: WorkflowRef;
  draft: WorkflowDraft;
  /** Version that the draft stands at; 0: no history. */
  version: number;
  /** Commands whose transitions are in the history, the newest of them. */
  recentCommandIds: RecentIds;
}

/**
 * The workflows that are being worked on, rebuilt from their histories where they are not in memory. Holds no
 * truth: an entry may be dropped at any time, and must be when an append of what was decided on it fails.
 */
export class WorkflowStore {
  readonly #history: HistoryLog;
  readonly #capacity: number;
  /** In the order of last use. */
  readonly #entries = new Map<string, LoadedWorkflow>();

  /** @param capacity how many workflows are kept; each costs its tree. */
  constructor(history: HistoryLog, capacity: number) {
    this.#history = history;
    this.#capacity = capacity;
  }

  async load(ref: WorkflowRef): Promise<LoadedWorkflow> {
    const known = this.#entries.get(ref.uid);
    if (known !== undefined) {
      this.#entries.delete(ref.uid);
      this.#entries.set(ref.uid, known);
      return known;
    }
    const loaded: LoadedWorkflow = {
      ref,
      draft: newDraft(),
      version: 0,
      recentCommandIds: new RecentIds(REMEMBERED_COMMANDS),
    };
    await this.catchUp(loaded);
    this.#entries.set(ref.uid, loaded);
    this.#evict();
    return loaded;
  }

  /** @returns whether there was something newer than what was in memory. */
  async catchUp(workflow: LoadedWorkflow): Promise<boolean> {
    const before = workflow.version;
    for await (const { transition, version } of this.#history.read(workflow.ref.uid, before)) {
      applyTransition(workflow.draft, workflow.version === 0 ? withoutPast(transition) : transition);
      workflow.version = version;
      workflow.recentCommandIds.add(transition.commandId);
    }
    return workflow.version > before;
  }

  drop(uid: string): void {
    this.#entries.delete(uid);
  }

  #evict(): void {
    for (const uid of this.#entries.keys()) {
      if (this.#entries.size <= this.#capacity) return;
      this.#entries.delete(uid);
    }
  }
}

/**
 * The first transition that a history still has. Of a deleted workflow only the last one is kept, for followers; it
 * speaks of nodes that nobody knows any more, and all that matters of it is the deletion.
 */
function withoutPast(first: Transition): Transition {
  const [event] = first.events;
  if (event?.type === 'workflowCreated') return first;
  return { ...first, events: first.events.filter(({ type }) => type === 'workflowDeleted'), agenda: [] };
}
