import { ClientError, type WatchEvent as Event, type LogEntry, type LogOptions } from '@tiphys/client';
import type { TemplateKind, Workflow } from '@tiphys/spec';
import type { WorkflowServer } from '../workflow-server.ts';
import { MemoryArchive } from './memory-archive.ts';
import { MemoryArtifacts } from './memory-artifacts.ts';
import { MemoryCrons } from './memory-crons.ts';
import { MemoryResources } from './memory-resources.ts';
import { MemorySync } from './memory-sync.ts';
import { MemoryTemplates } from './memory-templates.ts';

export type WatchEvent = Event<Workflow>;

/**
 * A server in memory, for tests of commands: it keeps what was created, replays the states that a test gave a
 * workflow, and writes down the calls that change something.
 */
export class MemoryServer implements WorkflowServer {
  readonly resources = new MemoryResources();
  readonly crons = new MemoryCrons();
  readonly calls: string[] = [];
  readonly archive = new MemoryArchive(this.calls);
  readonly sync = new MemorySync();
  readonly artifacts = new MemoryArtifacts();
  readonly lists: object[] = [];
  readonly logCalls: LogOptions[] = [];
  /** What each watch of a workflow sends before it ends or, with an error, is cut. */
  readonly watches = new Map<string, (WatchEvent[] | Error)[]>();
  logs: LogEntry[] = [];
  lintRefusal: Error | undefined;
  pageSize = 100;
  readonly #workflows = new Map<string, Workflow>();
  readonly #templates = new Map<TemplateKind, MemoryTemplates>();

  put(workflow: Workflow): void {
    this.#workflows.set(workflow.metadata.name ?? '', workflow);
  }

  async createWorkflow(namespace: string, manifest: object, options: object = {}): Promise<Workflow> {
    const workflow = manifest as Workflow;
    this.calls.push(`create ${namespace} ${JSON.stringify(options)}`);
    const { generateName = '' } = workflow.metadata;
    const name = workflow.metadata.name ?? `${generateName}abcde`;
    const created: Workflow = {
      ...workflow,
      metadata: { ...workflow.metadata, name, namespace, creationTimestamp: '2026-01-01T00:00:00Z' },
    };
    this.put(created);
    return created;
  }

  async getWorkflow(_namespace: string, name: string): Promise<Workflow> {
    const workflow = name === '@latest' ? [...this.#workflows.values()].at(-1) : this.#workflows.get(name);
    if (workflow === undefined) throw notFound(name);
    return workflow;
  }

  async listWorkflows(namespace: string, options: { continue?: string } = {}) {
    this.lists.push({ namespace, ...options });
    const all = [...this.#workflows.values()];
    const start = Number(options.continue || 0);
    const end = start + this.pageSize;
    const next = end < all.length ? String(end) : '';
    return { items: all.slice(start, end), continue: next, remaining: 0, resourceVersion: '1' };
  }

  async *watchWorkflows(_namespace: string, options: { fieldSelector?: string }): AsyncGenerator<WatchEvent> {
    const name = options.fieldSelector?.replace('metadata.name=', '') ?? '';
    this.calls.push(`watch ${name}`);
    const next = this.watches.get(name)?.shift();
    if (next === undefined) throw notFound(name);
    if (next instanceof Error) throw next;
    yield* next;
  }

  async *workflowLogs(_namespace: string, name: string, options: LogOptions): AsyncGenerator<LogEntry> {
    this.calls.push(`logs ${name}`);
    this.logCalls.push(options);
    yield* this.logs;
  }

  stopWorkflow(_namespace: string, name: string, options: object = {}): Promise<Workflow> {
    this.calls.push(`stop ${name} ${JSON.stringify(options)}`);
    return this.getWorkflow('', name);
  }

  suspendWorkflow(_namespace: string, name: string): Promise<Workflow> {
    this.calls.push(`suspend ${name}`);
    return this.getWorkflow('', name);
  }

  resumeWorkflow(_namespace: string, name: string, options: object = {}): Promise<Workflow> {
    this.calls.push(`resume ${name} ${JSON.stringify(options)}`);
    return this.getWorkflow('', name);
  }

  resubmitWorkflow(_namespace: string, name: string, options: object = {}): Promise<Workflow> {
    this.calls.push(`resubmit ${name} ${JSON.stringify(options)}`);
    return this.getWorkflow('', name);
  }

  retryWorkflow(_namespace: string, name: string, options: object = {}): Promise<Workflow> {
    this.calls.push(`retry ${name} ${JSON.stringify(options)}`);
    return this.getWorkflow('', name);
  }

  setWorkflow(_namespace: string, name: string, options: object): Promise<Workflow> {
    this.calls.push(`set ${name} ${JSON.stringify(options)}`);
    return this.getWorkflow('', name);
  }

  terminateWorkflow(_namespace: string, name: string): Promise<Workflow> {
    this.calls.push(`terminate ${name}`);
    return this.getWorkflow('', name);
  }

  async deleteWorkflow(_namespace: string, name: string): Promise<void> {
    this.calls.push(`delete ${name}`);
    if (!this.#workflows.delete(name)) throw notFound(name);
  }

  async lintWorkflow(_namespace: string, manifest: object): Promise<Workflow> {
    const workflow = manifest as Workflow;
    this.calls.push(`lint ${workflow.metadata.generateName ?? workflow.metadata.name}`);
    if (this.lintRefusal !== undefined) throw this.lintRefusal;
    return workflow;
  }

  submitWorkflow(
    namespace: string,
    { kind, name }: { kind: string; name: string },
    options: object = {},
  ): Promise<Workflow> {
    this.calls.push(`submit ${kind}/${name} ${JSON.stringify(options)}`);
    return this.createWorkflow(namespace, workflowIn(`${name}-abcde`, 'Succeeded'));
  }

  templates(kind: TemplateKind): MemoryTemplates {
    const known = this.#templates.get(kind) ?? new MemoryTemplates(kind, this.calls);
    this.#templates.set(kind, known);
    return known;
  }

  async getVersion() {
    const unknown = {
      buildDate: '',
      gitTag: '',
      gitTreeState: '',
      goVersion: '',
      compiler: '',
      platform: '',
    };
    return { version: 'v9.9.9', gitCommit: 'abc', ...unknown };
  }

  close(): void {}
}

function notFound(name: string): Error {
  return new ClientError('not_found', `workflows.argoproj.io "${name}" not found`);
}

/** A workflow of one container in a phase, finished unless it is Running. */
export function workflowIn(
  name: string,
  phase: 'Pending' | 'Running' | 'Succeeded' | 'Failed' | 'Error',
): Workflow {
  const isFinished = phase !== 'Running' && phase !== 'Pending';
  const times = { startedAt: '2026-01-01T00:00:00Z', finishedAt: isFinished ? '2026-01-01T00:00:05Z' : null };
  return {
    metadata: { name, namespace: 'default', creationTimestamp: '2026-01-01T00:00:00Z' },
    spec: { entrypoint: 'main' },
    status: {
      phase,
      ...times,
      progress: isFinished ? '1/1' : '0/1',
      nodes: {
        [name]: { id: name, name, displayName: name, type: 'Pod', phase, templateName: 'main', ...times },
      },
    },
  };
}
