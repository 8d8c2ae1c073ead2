import type { Workflow } from '@tiphys/spec';
import { labelsOf } from '../assemble/workflow-object.ts';
import { continueToken, readContinueToken } from '../continue-token.ts';
import { projectTransition } from '../projection/project-transition.ts';
import { RowSet } from '../projection/row-set.ts';
import {
  CHANGES_KEPT,
  type ListQuery,
  type ProjectOutcome,
  REMAINS_KEPT_MS,
  type ReadModelStore,
  type TransitionBatch,
  type WorkflowKey,
  type WorkflowPage,
  type WorkflowSnapshot,
} from '../read-model-store.ts';
import { matchesFilter, type WorkflowFilter } from '../selector/workflow-filter.ts';
import type { WorkflowChange } from '../workflow-change.ts';
import type { StoredWorkflow, WorkflowRow } from '../workflow-row.ts';
import { MemoryArchive } from './memory-archive.ts';

/** Everything in this process: for simulations and tests. One object may be shared by several projectors. */
export class MemoryReadModel implements ReadModelStore {
  readonly archive = new MemoryArchive((uid) => this.#rows.workflows.get(uid)?.deletedAt === 0);
  readonly archives: boolean;
  #rows: RowSet;
  #position = 0;
  #changes: WorkflowChange[] = [];
  readonly #changesKept: number;

  /** @param options.changesKept for how many versions; as few as a test likes. */
  constructor(options: { changesKept?: number; archives?: boolean } = {}) {
    this.archives = options.archives ?? false;
    this.#rows = new RowSet({ archives: this.archives });
    this.#changesKept = options.changesKept ?? CHANGES_KEPT;
  }

  async position(): Promise<number> {
    return this.#position;
  }

  async project(batch: TransitionBatch): Promise<ProjectOutcome> {
    if (this.#position < batch.after) return { ok: false, position: this.#position };
    const changes: WorkflowChange[] = [];
    for (const transition of batch.transitions) {
      if (transition.version <= this.#position) continue;
      const change = projectTransition(this.#rows, transition, this.#position);
      this.#position = transition.version;
      if (change !== undefined) changes.push(change);
      for (const row of this.#rows.takeEnded()) this.archive.add(this.#stored(row, true));
      if (change?.deleted) this.#forgetRemains(transition.transition.at - REMAINS_KEPT_MS);
    }
    this.#rows.takeDirty();
    this.#changes.push(...changes);
    const oldest = this.#position - this.#changesKept;
    if ((this.#changes[0]?.version ?? oldest) <= oldest) {
      this.#changes = this.#changes.filter((change) => change.version > oldest);
    }
    return { ok: true, position: this.#position, changes };
  }

  async get(key: WorkflowKey): Promise<StoredWorkflow | undefined> {
    const row = this.#find(key);
    return row === undefined || row.deletedAt !== 0 ? undefined : this.#stored(row, true);
  }

  async getRemains(uid: string): Promise<StoredWorkflow | undefined> {
    const row = this.#rows.workflows.get(uid);
    return row === undefined ? undefined : this.#stored(row, false);
  }

  async list(query: ListQuery): Promise<WorkflowPage> {
    const before = readContinueToken(query.continueToken) ?? Number.POSITIVE_INFINITY;
    const rest = this.#matching(query.filter)
      .filter((row) => row.createdVersion < before)
      .sort((a, b) => b.createdVersion - a.createdVersion);
    const page = query.limit === 0 ? rest : rest.slice(0, query.limit);
    const remaining = rest.length - page.length;
    return {
      workflows: page.map((row) => this.#stored(row, query.includeNodes)),
      continueToken: remaining === 0 ? '' : continueToken(page.at(-1)?.createdVersion ?? 0),
      remaining,
      version: this.#position,
    };
  }

  async snapshot(filter: WorkflowFilter): Promise<WorkflowSnapshot> {
    const workflows = this.#matching(filter)
      .map(({ uid, version }) => ({ uid, version }))
      .sort((a, b) => a.version - b.version);
    return { version: this.#position, workflows };
  }

  async changes(after: number, limit: number): Promise<WorkflowChange[]> {
    return this.#changes.filter((change) => change.version > after).slice(0, limit);
  }

  async reset(): Promise<void> {
    this.#rows = new RowSet({ archives: this.archives });
    this.#position = 0;
    this.#changes = [];
  }

  #find(key: WorkflowKey): WorkflowRow | undefined {
    if ('uid' in key) return this.#rows.workflows.get(key.uid);
    let newest: WorkflowRow | undefined;
    for (const row of this.#rows.workflows.values()) {
      if (row.deletedAt !== 0 || row.name !== key.name || row.namespace !== key.namespace) continue;
      if (newest === undefined || row.createdVersion > newest.createdVersion) newest = row;
    }
    return newest;
  }

  #matching(filter: WorkflowFilter): WorkflowRow[] {
    return [...this.#rows.workflows.values()].filter(
      (row) => row.deletedAt === 0 && matchesFilter(filter, { ...row, labels: labelsOf(row) }),
    );
  }

  /** Copies: what was read stays as it was, whatever is projected after. */
  #stored(row: WorkflowRow, withNodes: boolean): StoredWorkflow {
    return {
      row: { ...row },
      manifest: this.#rows.manifests.get(row.uid) as Workflow | undefined,
      nodes: withNodes ? [...this.#rows.nodesOf(row.uid)].map((node) => ({ ...node })) : undefined,
    };
  }

  #forgetRemains(deletedBefore: number): void {
    for (const row of this.#rows.workflows.values()) {
      if (row.deletedAt === 0 || row.deletedAt >= deletedBefore) continue;
      this.#rows.workflows.delete(row.uid);
      this.#rows.manifests.delete(row.uid);
    }
  }
}
