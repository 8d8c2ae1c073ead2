import type { ArtifactGC, ArtifactRepositoryRef, ArtifactRepositoryRefStatus } from './artifact.ts';
import type { MemoizationStatus, Synchronization, SynchronizationStatus } from './coordination.ts';
import type { ObjectMeta } from './metadata.ts';
import type { Metrics } from './metrics.ts';
import type { Arguments, Inputs, Outputs } from './parameters.ts';
import type { Scheduling } from './placement.ts';
import type { DnsConfig, HostAlias, PodMetadata, PodSecurityContext } from './pod.ts';
import type { LifecycleHooks, RetryStrategy, Template } from './template.ts';
import type { TemplateRef, WorkflowTemplateRef } from './template-ref.ts';
import type { Volume, VolumeClaim } from './volume.ts';

/** Labels and annotations that the workflow gets when it is created. */
export interface WorkflowMetadata {
  labels?: Record<string, string>;
  annotations?: Record<string, string>;
  /** By label: an expr-lang expression over the `workflow.*` variables. */
  labelsFrom?: Record<string, { expression?: string }>;
}

export interface LabelSelector {
  matchLabels?: Record<string, string>;
  matchExpressions?: { key: string; operator: string; values?: string[] }[];
}

/** In seconds; what says nothing of an outcome leaves it to `secondsAfterCompletion`. */
export interface TTLStrategy {
  secondsAfterCompletion?: number;
  secondsAfterSuccess?: number;
  secondsAfterFailure?: number;
}

export interface WorkflowSpec extends Scheduling {
  entrypoint?: string;
  serviceAccountName?: string;
  arguments?: Arguments;
  templates?: Template[];
  /** Template that runs when the workflow has ended; wins over `hooks.exit`. */
  onExit?: string;
  hooks?: LifecycleHooks;
  /** Of every template that has none itself. */
  retryStrategy?: RetryStrategy;
  /** What is told to Prometheus of the workflow. */
  metrics?: Metrics;
  /** How many pods may run at the same time. */
  parallelism?: number;
  /** Which workflow comes first where not all may run. */
  priority?: number;
  /** Seconds from the workflow's start; then what runs ends, handlers apart. */
  activeDeadlineSeconds?: number;
  /** The WorkflowTemplate that gives what this spec does not say; then there are no templates here. */
  workflowTemplateRef?: WorkflowTemplateRef;
  /** What every template has that does not say otherwise. */
  templateDefaults?: Template;
  workflowMetadata?: WorkflowMetadata;
  /** Where artifacts go, rather than to the built-in store. */
  artifactRepositoryRef?: ArtifactRepositoryRef;
  /** Whether the logs of containers are kept as artifacts. */
  archiveLogs?: boolean;
  /** Of every artifact that says nothing of it. */
  artifactGC?: ArtifactGC & { forceFinalizerRemoval?: boolean };
  /** How long it is kept after it has ended. */
  ttlStrategy?: TTLStrategy;
  /** Nothing starts until somebody resumes it. */
  suspend?: boolean;
  /** Of every pod. */
  volumes?: Volume[];
  /** Volumes that the workflow makes, and that go with it. */
  volumeClaimTemplates?: VolumeClaim[];
  volumeClaimGC?: { strategy?: string };
  podGC?: { strategy?: string; labelSelector?: LabelSelector; deleteDelayDuration?: string };
  imagePullSecrets?: { name?: string }[];
  hostNetwork?: boolean;
  dnsConfig?: DnsConfig;
  hostAliases?: HostAlias[];
  securityContext?: PodSecurityContext;
  podSpecPatch?: string;
  podMetadata?: PodMetadata;
  /** What must be held before the workflow starts; released when it has finished. */
  synchronization?: Synchronization;
  /** Set by stop and terminate. */
  shutdown?: ShutdownStrategy | '';
}

export interface Workflow {
  apiVersion?: string;
  kind?: string;
  metadata: ObjectMeta;
  spec: WorkflowSpec;
  status?: WorkflowStatus;
}

/** `Stop` lets exit handlers run, `Terminate` does not. */
export type ShutdownStrategy = 'Stop' | 'Terminate';

export type WorkflowPhase = '' | 'Pending' | 'Running' | 'Succeeded' | 'Failed' | 'Error';

export type NodePhase = 'Pending' | 'Running' | 'Succeeded' | 'Skipped' | 'Failed' | 'Error' | 'Omitted';

export type NodeType =
  | 'Pod'
  | 'Container'
  | 'Steps'
  | 'StepGroup'
  | 'DAG'
  | 'TaskGroup'
  | 'Retry'
  | 'Skipped'
  | 'Suspend'
  | 'HTTP'
  | 'Plugin';

export interface NodeFlag {
  /** The node is a hook or an exit handler. */
  hooked?: boolean;
  /** The node is an attempt of a Retry node. */
  retried?: boolean;
}

/** Argo's NodeStatus: one node of the tree, as `get -o json` shows it. */
/** For how many seconds which resources were had, each in the amount of which a second is a second. */
export type ResourcesDuration = Record<string, number>;

export interface NodeStatus {
  id: string;
  name: string;
  displayName: string;
  type: NodeType;
  templateName?: string;
  templateRef?: TemplateRef;
  templateScope?: string;
  phase: NodePhase;
  boundaryID?: string;
  message?: string;
  startedAt: string | null;
  finishedAt: string | null;
  /** `done/all` over the pods below, for example `1/3`. */
  progress?: string;
  resourcesDuration?: ResourcesDuration;
  inputs?: Inputs;
  outputs?: Outputs;
  children?: string[];
  outboundNodes?: string[];
  hostNodeName?: string;
  podIP?: string;
  daemoned?: boolean;
  nodeFlag?: NodeFlag;
  memoizationStatus?: MemoizationStatus;
  /** The lock that the node waits for. */
  synchronizationStatus?: { waiting: string };
}

export interface Condition {
  type: string;
  status: 'True' | 'False' | 'Unknown';
  message?: string;
}

export interface WorkflowStatus {
  phase?: WorkflowPhase;
  startedAt: string | null;
  finishedAt: string | null;
  /** Seconds. */
  estimatedDuration?: number;
  progress?: string;
  resourcesDuration?: ResourcesDuration;
  message?: string;
  nodes?: Record<string, NodeStatus>;
  /** The templates of WorkflowTemplates that the workflow may run, as they were at submission: see storedTemplateKey. */
  storedTemplates?: Record<string, Template>;
  conditions?: Condition[];
  outputs?: Outputs;
  /** Where there is a workflowTemplateRef: the spec that runs, merged from both. */
  storedWorkflowTemplateSpec?: WorkflowSpec;
  /** Where the artifacts went, as it was when the workflow started; left out for the built-in store. */
  artifactRepositoryRef?: ArtifactRepositoryRefStatus;
  /** Which artifacts have been deleted, or are being. */
  artifactGCStatus?: { strategiesProcessed?: Record<string, boolean> };
  synchronization?: SynchronizationStatus;
}
