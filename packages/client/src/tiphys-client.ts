import type { TemplateKind, Workflow } from '@tiphys/spec';
import {
  type GetVersionRequest,
  InfoServiceService,
  toArgoJson,
  type WatchWorkflowsRequest,
  type WorkflowCreateRequest,
  type WorkflowDeleteRequest,
  type WorkflowGetRequest,
  type WorkflowLintRequest,
  type WorkflowListRequest,
  type WorkflowLogRequest,
  type WorkflowResubmitRequest,
  type WorkflowResumeRequest,
  type WorkflowRetryRequest,
  WorkflowServiceService,
  type WorkflowSetRequest,
  type WorkflowStopRequest,
  type WorkflowSubmitRequest,
  type WorkflowSuspendRequest,
  type WorkflowTerminateRequest,
  workflowFromMessage,
} from '@tiphys/wire/argo';
import { ArchiveClient } from './archive-client.ts';
import { ArtifactClient } from './artifact-client.ts';
import type { ClientOptions } from './client-options.ts';
import { Connection } from './connection.ts';
import { CronClient } from './cron-client.ts';
import { request } from './request.ts';
import { ResourceClient } from './resource-client.ts';
import { SyncClient } from './sync-client.ts';
import { TemplateClient } from './template-client.ts';
import { waitForServing } from './wait-for-serving.ts';
import { watchWorkflows } from './watch-workflows.ts';
import { workflowPage } from './workflow-page.ts';
import type {
  CreateOptions,
  ListOptions,
  LogEntry,
  LogOptions,
  RetryOptions,
  ServerVersion,
  SetOptions,
  StopOptions,
  SubmitOptions,
  WatchEvent,
  WatchOptions,
  WorkflowPage,
} from './workflow-requests.ts';

const VERSION_TYPE = 'github.com.argoproj.argo_workflows.v4.pkg.apis.workflow.v1alpha1.Version';

/**
 * Argo's services over gRPC, as Tiphys serves them (and Argo). Workflows are Argo's JSON;
 * all methods throw ClientError.
 */
export class TiphysClient {
  readonly archive: ArchiveClient;
  readonly artifacts: ArtifactClient;
  readonly crons: CronClient;
  /** ConfigMaps and Secrets. */
  readonly resources: ResourceClient;
  readonly sync: SyncClient;
  readonly #connection: Connection;

  constructor(options: ClientOptions) {
    this.#connection = new Connection(options);
    this.archive = new ArchiveClient(this.#connection);
    this.artifacts = new ArtifactClient(this.#connection);
    this.crons = new CronClient(this.#connection);
    this.resources = new ResourceClient(this.#connection);
    this.sync = new SyncClient(this.#connection);
  }

  /** Connects at the first call; until then nothing is known of the server. */
  static connect(options: ClientOptions): TiphysClient {
    return new TiphysClient(options);
  }

  /** @param workflow the manifest as Argo's JSON. A field that Argo does not have is `invalid_argument`. */
  async createWorkflow(namespace: string, workflow: object, options: CreateOptions = {}): Promise<Workflow> {
    const message = request<WorkflowCreateRequest>('workflow.WorkflowCreateRequest', {
      namespace,
      workflow,
      serverDryRun: options.serverDryRun,
      createOptions: options.dryRun ? { dryRun: ['All'] } : undefined,
    });
    return workflowFromMessage(await this.#connection.unary(WorkflowServiceService.createWorkflow, message));
  }

  /** The templates of one kind. */
  templates(kind: TemplateKind): TemplateClient {
    return new TemplateClient(this.#connection, kind);
  }

  /**
   * Creates a workflow of something that is kept.
   *
   * @param resource its kind (`workflowtemplate`, `clusterworkflowtemplate`, `cronworkflow`) and its name.
   */
  async submitWorkflow(
    namespace: string,
    resource: { kind: string; name: string },
    submitOptions: SubmitOptions = {},
  ): Promise<Workflow> {
    const message = request<WorkflowSubmitRequest>('workflow.WorkflowSubmitRequest', {
      namespace,
      resourceKind: resource.kind,
      resourceName: resource.name,
      submitOptions,
    });
    return workflowFromMessage(await this.#connection.unary(WorkflowServiceService.submitWorkflow, message));
  }

  /** @param name may be `@latest`. */
  async getWorkflow(namespace: string, name: string, options: { uid?: string } = {}): Promise<Workflow> {
    const message = request<WorkflowGetRequest>('workflow.WorkflowGetRequest', {
      namespace,
      name,
      uid: options.uid,
    });
    return workflowFromMessage(await this.#connection.unary(WorkflowServiceService.getWorkflow, message));
  }

  /** @param namespace empty: all of them. */
  async listWorkflows(namespace: string, options: ListOptions = {}): Promise<WorkflowPage<Workflow>> {
    const { fields, ...listOptions } = options;
    const message = request<WorkflowListRequest>('workflow.WorkflowListRequest', {
      namespace,
      listOptions,
      fields,
    });
    const list = await this.#connection.unary(WorkflowServiceService.listWorkflows, message);
    return workflowPage(list);
  }

  /**
   * Workflows as they change, until the signal; a connection that is cut costs no change and repeats none.
   *
   * @param namespace empty: all of them.
   * @throws ClientError `unavailable` where the server stays away for about ten seconds.
   */
  watchWorkflows(
    namespace: string,
    options: WatchOptions = {},
    signal?: AbortSignal,
  ): AsyncGenerator<WatchEvent<Workflow>> {
    const { resourceVersion = '', ...selectors } = options;
    return watchWorkflows(
      {
        list: (next) => this.listWorkflows(namespace, { ...selectors, ...next }),
        watch: (version, opened) =>
          this.#watchOnce(namespace, { ...selectors, resourceVersion: version }, signal, opened),
      },
      resourceVersion,
      signal,
    );
  }

  async *#watchOnce(
    namespace: string,
    listOptions: WatchOptions,
    signal: AbortSignal | undefined,
    opened: () => void,
  ): AsyncGenerator<WatchEvent<Workflow>> {
    const message = request<WatchWorkflowsRequest>('workflow.WatchWorkflowsRequest', {
      namespace,
      listOptions,
    });
    const events = this.#connection.stream(WorkflowServiceService.watchWorkflows, message, signal, opened);
    for await (const { type = '', object } of events) {
      if (object === undefined) continue;
      yield { type: type as WatchEvent<Workflow>['type'], object: workflowFromMessage(object) };
    }
  }

  /** The lines of a workflow's containers; with `follow` until it has ended, or the signal. */
  async *workflowLogs(
    namespace: string,
    name: string,
    options: LogOptions = {},
    signal?: AbortSignal,
  ): AsyncGenerator<LogEntry> {
    const { podName, grep, selector, container = 'main', ...rest } = options;
    const logOptions = { container, ...rest };
    const message = request<WorkflowLogRequest>('workflow.WorkflowLogRequest', {
      namespace,
      name,
      podName,
      grep,
      selector,
      logOptions,
    });
    const entries = this.#connection.stream(WorkflowServiceService.workflowLogs, message, signal);
    for await (const entry of entries) yield { podName: entry.podName ?? '', content: entry.content ?? '' };
  }

  /** Ends what runs; exit handlers still run. */
  async stopWorkflow(namespace: string, name: string, options: StopOptions = {}): Promise<Workflow> {
    const message = request<WorkflowStopRequest>('workflow.WorkflowStopRequest', {
      namespace,
      name,
      ...options,
    });
    return workflowFromMessage(await this.#connection.unary(WorkflowServiceService.stopWorkflow, message));
  }

  /** Ends everything, exit handlers too. */
  async terminateWorkflow(namespace: string, name: string): Promise<Workflow> {
    const message = request<WorkflowTerminateRequest>('workflow.WorkflowTerminateRequest', {
      namespace,
      name,
    });
    return workflowFromMessage(
      await this.#connection.unary(WorkflowServiceService.terminateWorkflow, message),
    );
  }

  /** Nothing new starts until it is resumed. */
  async suspendWorkflow(namespace: string, name: string): Promise<Workflow> {
    const message = request<WorkflowSuspendRequest>('workflow.WorkflowSuspendRequest', { namespace, name });
    return workflowFromMessage(await this.#connection.unary(WorkflowServiceService.suspendWorkflow, message));
  }

  /** Goes on, and ends the wait of suspend nodes; with a selector, of those that it chooses, and nothing else. */
  async resumeWorkflow(
    namespace: string,
    name: string,
    options: { nodeFieldSelector?: string } = {},
  ): Promise<Workflow> {
    const message = request<WorkflowResumeRequest>('workflow.WorkflowResumeRequest', {
      namespace,
      name,
      ...options,
    });
    return workflowFromMessage(await this.#connection.unary(WorkflowServiceService.resumeWorkflow, message));
  }

  /** Sets suspend nodes that wait. */
  async setWorkflow(namespace: string, name: string, options: SetOptions): Promise<Workflow> {
    const { outputParameters, ...rest } = options;
    const message = request<WorkflowSetRequest>('workflow.WorkflowSetRequest', {
      namespace,
      name,
      ...rest,
      outputParameters: outputParameters === undefined ? undefined : JSON.stringify(outputParameters),
    });
    return workflowFromMessage(await this.#connection.unary(WorkflowServiceService.setWorkflow, message));
  }

  /** Runs what failed once more, and keeps what succeeded; of a workflow that has ended. */
  async retryWorkflow(namespace: string, name: string, options: RetryOptions = {}): Promise<Workflow> {
    const message = request<WorkflowRetryRequest>('workflow.WorkflowRetryRequest', {
      namespace,
      name,
      ...options,
    });
    return workflowFromMessage(await this.#connection.unary(WorkflowServiceService.retryWorkflow, message));
  }

  /** Submits a workflow once more, under a generated name. */
  async resubmitWorkflow(
    namespace: string,
    name: string,
    options: { memoized?: boolean; parameters?: readonly string[] } = {},
  ): Promise<Workflow> {
    const message = request<WorkflowResubmitRequest>('workflow.WorkflowResubmitRequest', {
      namespace,
      name,
      ...options,
    });
    return workflowFromMessage(
      await this.#connection.unary(WorkflowServiceService.resubmitWorkflow, message),
    );
  }

  async deleteWorkflow(namespace: string, name: string, options: { force?: boolean } = {}): Promise<void> {
    const message = request<WorkflowDeleteRequest>('workflow.WorkflowDeleteRequest', {
      namespace,
      name,
      force: options.force,
    });
    await this.#connection.unary(WorkflowServiceService.deleteWorkflow, message);
  }

  /** Has the server check a manifest; nothing is stored. */
  async lintWorkflow(namespace: string, workflow: object): Promise<Workflow> {
    const message = request<WorkflowLintRequest>('workflow.WorkflowLintRequest', { namespace, workflow });
    return workflowFromMessage(await this.#connection.unary(WorkflowServiceService.lintWorkflow, message));
  }

  async getVersion(): Promise<ServerVersion> {
    const message = request<GetVersionRequest>('info.GetVersionRequest', {});
    const version = await this.#connection.unary(InfoServiceService.getVersion, message);
    return toArgoJson(VERSION_TYPE, version) as ServerVersion;
  }

  /**
   * Waits until the server says that it serves (gRPC's health check).
   *
   * @throws ClientError `deadline_exceeded`, saying what it answered last; `cancelled` by the signal.
   */
  waitForServer(timeoutMs: number, signal?: AbortSignal): Promise<void> {
    return waitForServing(this.#connection, timeoutMs, signal);
  }

  /** Ends the connection; calls under way fail. */
  close(): void {
    this.#connection.close();
  }
}
