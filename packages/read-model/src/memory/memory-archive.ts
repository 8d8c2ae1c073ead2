import { archivedLabelsOf } from '../assemble/workflow-object.ts';
import type { WorkflowKey } from '../read-model-store.ts';
import { matchesFilter } from '../selector/workflow-filter.ts';
import type { ArchivePage, ArchiveQuery, WorkflowArchive } from '../workflow-archive.ts';
import type { StoredWorkflow } from '../workflow-row.ts';

/** The archive of a read model in memory. */
export class MemoryArchive implements WorkflowArchive {
  readonly #workflows = new Map<string, StoredWorkflow>();
  /** By uid: the version up to which its ends are not taken in. */
  readonly #deletions = new Map<string, number>();
  readonly #isLive: (uid: string) => boolean;

  constructor(isLive: (uid: string) => boolean) {
    this.#isLive = isLive;
  }

  add(stored: StoredWorkflow): void {
    const { uid, version } = stored.row;
    if ((this.#deletions.get(uid) ?? -1) >= version) return;
    this.#workflows.set(uid, structuredClone(stored));
  }

  async get(key: WorkflowKey): Promise<StoredWorkflow | undefined> {
    if ('uid' in key) return this.#workflows.get(key.uid);
    return this.#newestFirst().find(({ row }) => row.name === key.name && row.namespace === key.namespace);
  }

  async list({ filter, limit, offset, exceptLive, includeNodes }: ArchiveQuery): Promise<ArchivePage> {
    const rest = this.#newestFirst()
      .filter(({ row }) => !(exceptLive && this.#isLive(row.uid)))
      .filter(({ row }) => matchesFilter(filter, { ...row, labels: archivedLabelsOf(row) }))
      .slice(offset);
    const page = limit === 0 ? rest : rest.slice(0, limit);
    const workflows = page.map((stored) => (includeNodes ? stored : { ...stored, nodes: undefined }));
    return { workflows, remaining: rest.length - page.length };
  }

  async delete(uid: string): Promise<boolean> {
    const stored = this.#workflows.get(uid);
    if (stored === undefined) return false;
    if (this.#isLive(uid)) this.#deletions.set(uid, stored.row.version);
    return this.#workflows.delete(uid);
  }

  async labelKeys(): Promise<string[]> {
    const keys = [...this.#workflows.values()].flatMap(({ row }) => Object.keys(archivedLabelsOf(row)));
    return [...new Set(keys)].sort();
  }

  async labelValues(key: string): Promise<string[]> {
    const values = [...this.#workflows.values()].flatMap(({ row }) => {
      const labels = archivedLabelsOf(row);
      return Object.hasOwn(labels, key) ? [labels[key] as string] : [];
    });
    return [...new Set(values)].sort();
  }

  async expire(finishedBefore: number): Promise<number> {
    const old = [...this.#workflows.values()].filter(({ row }) => row.finishedAt < finishedBefore);
    for (const { row } of old) await this.delete(row.uid);
    return old.length;
  }

  #newestFirst(): StoredWorkflow[] {
    return [...this.#workflows.values()].sort(
      (a, b) => b.row.startedAt - a.row.startedAt || (a.row.uid < b.row.uid ? -1 : 1),
    );
  }
}
