import type { NodePhaseChanged, WorkflowEvent } from '@tiphys/engine';
import type { HistoryLog } from '@tiphys/event-log';
import type { WorkflowPhase } from '@tiphys/spec';

/** What the writer knows of a transition that it has appended. */
export interface Written {
  version: number;
  uid: string;
  name: string;
  labels: Record<string, string>;
  before: WorkflowPhase | undefined;
  /** Undefined: deleted. */
  after: WorkflowPhase | undefined;
}

interface Known {
  version: number;
  phase: WorkflowPhase | undefined;
  labels: Record<string, string>;
}

/** Appends the histories of small workflows, each one container under a DAG. */
export class HistoryWriter {
  readonly written: Written[] = [];
  readonly #history: HistoryLog;
  readonly #known = new Map<string, Known>();
  #commands = 0;

  constructor(history: HistoryLog) {
    this.#history = history;
  }

  /** Version of the last transition. */
  get version(): number {
    return this.written.at(-1)?.version ?? 0;
  }

  phase(name: string): WorkflowPhase | undefined {
    return this.#known.get(name)?.phase;
  }

  create(name: string, labels: Record<string, string> = {}): Promise<void> {
    this.#known.set(name, { version: 0, phase: undefined, labels });
    const metadata = { name, namespace: 'argo', uid: `uid-${name}`, labels };
    const spec = { entrypoint: 'main', templates: [{ name: 'main', dag: { tasks: [] } }] };
    return this.append(name, 'Running', [
      { type: 'workflowCreated', uid: `uid-${name}`, workflow: { metadata, spec } },
      { type: 'workflowStarted' },
      node(name, 'DAG', []),
    ]);
  }

  /** One more task. */
  task(name: string, id: string): Promise<void> {
    return this.append(name, 'Running', [node(id, 'Pod', [name])]);
  }

  change(name: string, id: string, phase: NodePhaseChanged['phase']): Promise<void> {
    return this.append(name, 'Running', [{ type: 'nodePhaseChanged', id, phase }]);
  }

  finish(name: string, phase: 'Succeeded' | 'Failed'): Promise<void> {
    return this.append(name, phase, [
      { type: 'nodePhaseChanged', id: name, phase },
      { type: 'workflowFinished', phase },
    ]);
  }

  delete(name: string): Promise<void> {
    return this.append(name, undefined, [{ type: 'workflowDeleted' }]);
  }

  async append(
    name: string,
    after: WorkflowPhase | undefined,
    events: WorkflowEvent[],
    traceparent = '',
  ): Promise<void> {
    const known = this.#known.get(name) ?? { version: 0, phase: undefined, labels: {} };
    const uid = `uid-${name}`;
    this.#commands += 1;
    const version = await this.#history.append(
      { uid, namespace: 'argo', name },
      {
        commandId: `command-${this.#commands}`,
        at: 1_795_000_000_000 + this.#commands * 1000,
        events,
        agenda: [],
      },
      known.version,
      traceparent,
    );
    this.written.push({ version, uid, name, labels: known.labels, before: known.phase, after });
    this.#known.set(name, { ...known, version, phase: after });
  }
}

function node(id: string, nodeType: 'DAG' | 'Pod', parentIds: string[]): WorkflowEvent {
  return {
    type: 'nodeInitialized',
    id,
    name: id,
    displayName: id,
    nodeType,
    templateName: 'main',
    templateScope: 'local/main',
    phase: nodeType === 'DAG' ? 'Running' : 'Pending',
    role: 'entry',
    parentIds,
  };
}
