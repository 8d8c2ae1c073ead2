import type { HistoryLog, RecordedTransition } from '@tiphys/event-log';
import {
  archivedObject,
  matchesFilter,
  parseFilter,
  parseListFilter,
  type ReadModelStore,
  type WorkflowChange,
  workflowObject,
} from '@tiphys/read-model';
import { MemoryReadModel } from '@tiphys/read-model/memory';
import { ApiError } from '../errors.ts';
import type {
  ArchiveReader,
  ListQuery,
  ReadList,
  ReadWorkflow,
  StatusChange,
  StatusReader,
  WatchQuery,
} from '../status-reader.ts';

/** What the api reads from, in memory: a projection that a test can hold up. */
export class ReadSide implements StatusReader {
  readonly store = new MemoryReadModel({ archives: true });
  readonly archive = memoryArchive(this.store);
  /** Watches that are open. */
  watches = 0;
  readonly #changes: WorkflowChange[] = [];
  readonly #waiting = new Set<() => void>();
  #position = 0;
  #held: RecordedTransition[] | undefined;

  /** Projects until the signal. */
  async run(history: HistoryLog, signal: AbortSignal): Promise<void> {
    for await (const item of history.follow({ afterVersion: 0 }, signal)) {
      if ('caughtUp' in item) continue;
      if (this.#held === undefined) await this.#project(item);
      else this.#held.push(item);
    }
  }

  /** Projects nothing until `goOn`. */
  hold(): void {
    this.#held = [];
  }

  async goOn(): Promise<void> {
    const held = this.#held ?? [];
    this.#held = undefined;
    for (const item of held) await this.#project(item);
  }

  async get(
    key: { uid: string } | { namespace: string; name: string },
    minVersion: number,
  ): Promise<ReadWorkflow | undefined> {
    while (this.#position < minVersion) await this.#change();
    const stored = await this.store.get(key);
    return stored && { workflow: workflowObject(stored), version: stored.row.version };
  }

  async list({ limit, continueToken, includeNodes, ...asked }: ListQuery): Promise<ReadList> {
    const filter = parseListFilter(asked);
    if (!filter.ok) throw new ApiError('invalid_argument', filter.message);
    const found = await this.store.list({ filter: filter.value, limit, continueToken, includeNodes });
    return { ...found, workflows: found.workflows.map(workflowObject) };
  }

  async *watch(query: WatchQuery, signal: AbortSignal): AsyncIterable<StatusChange> {
    this.watches += 1;
    try {
      yield* this.#watch(query, signal);
    } finally {
      this.watches -= 1;
    }
  }

  async *#watch(query: WatchQuery, signal: AbortSignal): AsyncIterable<StatusChange> {
    const filter = parseFilter(query.namespace, query.labelSelector, query.fieldSelector);
    if (!filter.ok) throw new ApiError('invalid_argument', filter.message);
    const wake = (): void => this.#changed();
    signal.addEventListener('abort', wake);
    let since = query.sinceVersion;
    if (since === 0) {
      const { workflows, version } = await this.store.snapshot(filter.value);
      since = this.#position;
      for (const { uid, version: at } of workflows) {
        const stored = await this.store.get({ uid });
        if (stored) yield { kind: 'added', uid, version: at, workflow: workflowObject(stored) };
      }
      yield { kind: 'bookmark', version };
    }
    while (!signal.aborted) {
      const change = this.#changes.find(({ version }) => version > since);
      if (change === undefined) {
        await this.#change();
        continue;
      }
      since = change.version;
      const subject = { ...change, phase: '' as const, labels: {} };
      if (matchesFilter(filter.value, subject)) yield await this.#told(change);
    }
    signal.removeEventListener('abort', wake);
  }

  async #told(change: WorkflowChange): Promise<StatusChange> {
    const { version, uid, deleted, phaseBefore, patch, nodes } = change;
    if (deleted) {
      const remains = await this.store.getRemains(uid);
      const workflow = remains === undefined ? { metadata: {}, spec: {} } : workflowObject(remains);
      return { kind: 'deleted', version, uid, workflow };
    }
    if (phaseBefore !== undefined) return { kind: 'modified', version, uid, patch, nodes };
    const stored = await this.store.get({ uid });
    if (stored === undefined) return { kind: 'bookmark', version };
    return { kind: 'added', version, uid, workflow: workflowObject(stored) };
  }

  async #project(item: RecordedTransition): Promise<void> {
    const outcome = await this.store.project({ after: this.#position, transitions: [item] });
    this.#position = item.version;
    if (outcome.ok) this.#changes.push(...outcome.changes);
    this.#changed();
  }

  #change(): Promise<void> {
    return new Promise((resolve) => this.#waiting.add(resolve));
  }

  #changed(): void {
    const waiting = [...this.#waiting];
    this.#waiting.clear();
    for (const resolve of waiting) resolve();
  }
}

function memoryArchive({ archive }: Pick<ReadModelStore, 'archive'>): ArchiveReader {
  return {
    get: async (key) => {
      const stored = await archive.get(key);
      return stored && archivedObject(stored);
    },
    list: async ({ limit, offset, ...asked }) => {
      const filter = parseListFilter(asked);
      if (!filter.ok) throw new ApiError('invalid_argument', filter.message);
      const query = { filter: filter.value, limit, offset, exceptLive: false, includeNodes: false };
      const { workflows, remaining } = await archive.list(query);
      return { workflows: workflows.map(archivedObject), remaining };
    },
    delete: async (uid) => {
      if (!(await archive.delete(uid))) throw new ApiError('not_found', 'not found');
    },
    labels: (key) => (key === '' ? archive.labelKeys() : archive.labelValues(key)),
  };
}
