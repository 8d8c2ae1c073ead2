import type { Workflow } from '@tiphys/spec';

/** The calls that the commands make: the part of @tiphys/client's TiphysClient that they see. */
export interface WorkflowServer {
  createWorkflow(namespace: string, workflow: Workflow, options?: CreateOptions): Promise<Workflow>;
  /** @param name may be `@latest`. */
  getWorkflow(namespace: string, name: string): Promise<Workflow>;
  /** @param namespace empty: all of them. */
  listWorkflows(namespace: string, options?: ListOptions): Promise<WorkflowPage>;
  watchWorkflows(namespace: string, options: WatchOptions, signal?: AbortSignal): AsyncIterable<WatchEvent>;
  workflowLogs(
    namespace: string,
    name: string,
    options: LogOptions,
    signal?: AbortSignal,
  ): AsyncIterable<LogEntry>;
  stopWorkflow(namespace: string, name: string, options?: StopOptions): Promise<Workflow>;
  terminateWorkflow(namespace: string, name: string): Promise<Workflow>;
  deleteWorkflow(namespace: string, name: string, options?: { force?: boolean }): Promise<void>;
  lintWorkflow(namespace: string, workflow: Workflow): Promise<Workflow>;
  getVersion(): Promise<ServerVersion>;
  close(): void;
}

export interface CreateOptions {
  /** The server answers with the workflow as it came. */
  dryRun?: boolean;
  /** The server answers with the workflow as it would be created. */
  serverDryRun?: boolean;
}

export interface ListOptions {
  labelSelector?: string;
  fieldSelector?: string;
  limit?: number;
  continue?: string;
  /** Which fields are wanted, in Argo's notation; empty: all of them. */
  fields?: string;
}

export interface WorkflowPage {
  items: Workflow[];
  /** Where the next page starts; empty after the last. */
  continue: string;
}

export interface WatchOptions {
  fieldSelector?: string;
  resourceVersion?: string;
}

export interface WatchEvent {
  type: string;
  object: Workflow;
}

export interface LogOptions {
  podName?: string;
  container?: string;
  follow?: boolean;
  grep?: string;
  selector?: string;
  tailLines?: number;
  sinceSeconds?: number;
  /** RFC 3339. */
  sinceTime?: string;
  timestamps?: boolean;
}

export interface LogEntry {
  podName: string;
  content: string;
}

export interface StopOptions {
  message?: string;
  nodeFieldSelector?: string;
}

export interface ServerVersion {
  version: string;
  buildDate?: string;
  gitCommit?: string;
  gitTag?: string;
  gitTreeState?: string;
  goVersion?: string;
  compiler?: string;
  platform?: string;
}
