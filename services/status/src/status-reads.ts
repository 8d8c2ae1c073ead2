import { parseFilter, type WorkflowFilter, type WorkflowKey, workflowObject } from '@tiphys/read-model';
import type { Workflow } from '@tiphys/spec';
import { StatusError } from './errors.ts';
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
}

export interface WorkflowList {
  /** Newest first. */
  workflows: Workflow[];
  continueToken: string;
  /** A watch that begins after it misses nothing. */
  version: number;
  remaining: number;
}

/** What the read side answers, as values; the gRPC service writes them down. */
export class StatusReads {
  readonly #ports: StatusPorts;
  readonly #projector: Projector;
  readonly #hub: WatchHub;
  #watches = 0;

  constructor(ports: StatusPorts, projector: Projector, hub: WatchHub) {
    this.#ports = ports;
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
   * @returns undefined where there is no such workflow.
   * @throws StatusError projection_behind.
   */
  async get(
    key: WorkflowKey,
    minVersion: number,
    signal?: AbortSignal,
  ): Promise<{ workflow: Workflow; version: number } | undefined> {
    if (!(await this.#projector.reached(minVersion, MIN_VERSION_WAIT_MS, signal))) {
      throw new StatusError(
        'projection_behind',
        `the read side is at version ${this.#projector.position}, asked for was ${minVersion}`,
      );
    }
    const stored = await this.#ports.store.get(key);
    return stored && { workflow: workflowObject(stored), version: stored.row.version };
  }

  /** @throws StatusError invalid_selector; ReadModelError invalid_continue_token. */
  async list(request: ListRequest): Promise<WorkflowList> {
    const { limit, continueToken, includeNodes } = request;
    const filter = filterOf(request);
    const page = await this.#ports.store.list({ filter, limit, continueToken, includeNodes });
    return { ...page, workflows: page.workflows.map(workflowObject) };
  }

  /** See watchWorkflows. @throws StatusError invalid_selector, version_gone. */
  async *watch(
    request: Selection & { sinceVersion: number },
    signal: AbortSignal,
  ): AsyncIterable<WatchEvent> {
    const filter = filterOf(request);
    this.#watches += 1;
    try {
      yield* watchWorkflows(this.#ports, this.#hub, filter, request.sinceVersion, signal);
    } finally {
      this.#watches -= 1;
    }
  }
}

function filterOf({ namespace, labelSelector, fieldSelector }: Selection): WorkflowFilter {
  const parsed = parseFilter(namespace, labelSelector, fieldSelector);
  if (!parsed.ok) throw new StatusError('invalid_selector', parsed.message);
  return parsed.value;
}
