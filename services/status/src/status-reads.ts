import {
  archivedObject,
  parseFilter,
  parseListFilter,
  type SelectorResult,
  type WorkflowFilter,
  type WorkflowKey,
  workflowObject,
} from '@tiphys/read-model';
import type { Workflow } from '@tiphys/spec';
import { StatusError } from './errors.ts';
import { liveList, mergedList, type WorkflowList } from './merged-list.ts';
import type { StatusPorts } from './ports.ts';
import type { Projector } from './projector.ts';
import type { WatchHub } from './watch-hub.ts';
import { type WatchEvent, watchWorkflows } from './watch-workflows.ts';

/** How long a read waits for the projection; a shorter time than the api waits for the read. */
const MIN_VERSION_WAIT_MS = 10_000;

export interface Selection {
  /** Empty: all namespaces. */
  namespace: string;
  /** Kubernetes' syntax. */
  labelSelector: string;
  fieldSelector: string;
}

export interface ListRequest extends Selection {
  /** 0: no limit. */
  limit: number;
  continueToken: string;
  includeNodes: boolean;
  /** See ListFilters. */
  nameFilter?: string;
  createdAfter?: string;
  finishedBefore?: string;
}

/** What the read side answers, as values; the gRPC service writes them down. */
export class StatusReads {
  readonly #ports: StatusPorts;
  readonly #projector: Projector;
  readonly #hub: WatchHub;
  /** Whether what is only archived is told too. */
  readonly #merged: boolean;
  #watches = 0;

  constructor(
    ports: StatusPorts,
    projector: Projector,
    hub: WatchHub,
    options: { mergesArchive?: boolean } = {},
  ) {
    this.#ports = ports;
    this.#merged = options.mergesArchive ?? false;
    this.#projector = projector;
    this.#hub = hub;
    ports.metrics.gauge(
      'tiphys.status.watches',
      { description: 'Watches that are open', unit: '1' },
      () => this.#watches,
    );
  }

  /**
   * @param minVersion waits until the projection has reached it; 0: as it is.
   * @param options.liveOnly not what is only in the archive.
   * @returns undefined where there is no such workflow.
   * @throws StatusError projection_behind.
   */
  async get(
    key: WorkflowKey,
    minVersion: number,
    { liveOnly = false, signal }: { liveOnly?: boolean; signal?: AbortSignal } = {},
  ): Promise<{ workflow: Workflow; version: number } | undefined> {
    if (!(await this.#projector.reached(minVersion, MIN_VERSION_WAIT_MS, signal))) {
      throw new StatusError(
        'projection_behind',
        `the read side is at version ${this.#projector.position}, asked for was ${minVersion}`,
      );
    }
    const { store } = this.#ports;
    const stored = await store.get(key);
    if (stored !== undefined) return { workflow: workflowObject(stored), version: stored.row.version };
    const archived = this.#merged && !liveOnly ? await store.archive.get(key) : undefined;
    return archived && { workflow: archivedObject(archived), version: archived.row.version };
  }

  /** @throws StatusError invalid_selector; ReadModelError invalid_continue_token. */
  async list(request: ListRequest): Promise<WorkflowList> {
    const { limit, continueToken, includeNodes, ...asked } = request;
    const query = { filter: valid(parseListFilter(asked)), limit, continueToken, includeNodes };
    return this.#merged ? mergedList(this.#ports.store, query) : liveList(this.#ports.store, query);
  }

  /** See watchWorkflows. @throws StatusError invalid_selector, version_gone. */
  async *watch(
    request: Selection & { sinceVersion: number },
    signal: AbortSignal,
  ): AsyncIterable<WatchEvent> {
    const { namespace, labelSelector, fieldSelector } = request;
    const filter = valid(parseFilter(namespace, labelSelector, fieldSelector));
    this.#watches += 1;
    try {
      yield* watchWorkflows(this.#ports, this.#hub, filter, request.sinceVersion, signal);
    } finally {
      this.#watches -= 1;
    }
  }
}

function valid(parsed: SelectorResult<WorkflowFilter>): WorkflowFilter {
  if (!parsed.ok) throw new StatusError('invalid_selector', parsed.message);
  return parsed.value;
}
