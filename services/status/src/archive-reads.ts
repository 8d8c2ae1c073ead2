import {
  archivedObject,
  type ListFilters,
  parseListFilter,
  type ReadModelStore,
  type WorkflowKey,
} from '@tiphys/read-model';
import type { Workflow } from '@tiphys/spec';
import { StatusError } from './errors.ts';

export interface ArchiveListRequest extends ListFilters {
  /** 0: no limit. */
  limit: number;
  offset: number;
}

/** What the archive answers, as values. */
export class ArchiveReads {
  readonly #store: Pick<ReadModelStore, 'archive'>;

  constructor(store: Pick<ReadModelStore, 'archive'>) {
    this.#store = store;
  }

  /** @returns undefined where it is not there. */
  async get(key: WorkflowKey): Promise<Workflow | undefined> {
    const stored = await this.#store.archive.get(key);
    return stored && archivedObject(stored);
  }

  /** Without nodes. @throws StatusError invalid_selector. */
  async list({ limit, offset, ...asked }: ArchiveListRequest): Promise<{
    workflows: Workflow[];
    remaining: number;
  }> {
    const filter = parseListFilter(asked);
    if (!filter.ok) throw new StatusError('invalid_selector', filter.message);
    const query = { filter: filter.value, limit, offset, exceptLive: false, includeNodes: false };
    const { workflows, remaining } = await this.#store.archive.list(query);
    return { workflows: workflows.map(archivedObject), remaining };
  }

  /** @throws StatusError not_found. */
  async delete(uid: string): Promise<void> {
    if (!(await this.#store.archive.delete(uid))) throw new StatusError('not_found', 'not found');
  }

  /** @param key empty: the keys, else its values. */
  labels(key: string): Promise<string[]> {
    const { archive } = this.#store;
    return key === '' ? archive.labelKeys() : archive.labelValues(key);
  }
}
