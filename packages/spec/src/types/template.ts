import type { ArtifactLocation } from './artifact.ts';
import type { Container, ScriptTemplate } from './container.ts';
import type { Memoize, Synchronization } from './coordination.ts';
import type { DataTemplate } from './data-template.ts';
import type { HTTPTemplate } from './http-template.ts';
import type { Metrics } from './metrics.ts';
import type { Arguments, Inputs, Outputs } from './parameters.ts';
import type { Scheduling } from './placement.ts';
import type {
  ContainerSetTemplate,
  HostAlias,
  PodMetadata,
  PodSecurityContext,
  UserContainer,
} from './pod.ts';
import type { TemplateRef } from './template-ref.ts';
import type { Volume } from './volume.ts';

/**
 * A hook of a workflow, step or task. The one named `exit` is the exit handler; every other one
 * needs an expression and runs once when it becomes true.
 */
export interface LifecycleHook {
  template?: string;
  templateRef?: TemplateRef;
  arguments?: Arguments;
  expression?: string;
}

export type LifecycleHooks = Record<string, LifecycleHook>;

/** How a step or task may end without failing what it belongs to. */
export interface ContinueOn {
  error?: boolean;
  failed?: boolean;
}

/** Numbers, one after the other, as texts; `end` or `count` says how many. */
export interface Sequence {
  count?: number | string;
  start?: number | string;
  end?: number | string;
  /** As Go's fmt.Sprintf has it, for one integer. */
  format?: string;
}

/** What a step and a DAG task have in common. */
export interface TemplateCall {
  name: string;
  /** One of template, templateRef and inline says what runs. */
  template?: string;
  templateRef?: TemplateRef;
  /** A template that stands here and has no name of its own. */
  inline?: Template;
  arguments?: Arguments;
  /** A govaluate condition, evaluated after substitution. */
  when?: string;
  continueOn?: ContinueOn;
  /** Runs once for each item; JSON values. */
  withItems?: unknown[];
  /** The same with the items of a JSON list, which a reference gives. */
  withParam?: string;
  withSequence?: Sequence;
  /** Older spelling of `hooks.exit`; called with the workflow's arguments, and it wins where both are there. */
  onExit?: string;
  hooks?: LifecycleHooks;
}

export interface WorkflowStep extends TemplateCall {}

export interface DAGTask extends TemplateCall {
  /** Names of the tasks that must have succeeded, been skipped, or become daemons. */
  dependencies?: string[];
  /** The same with logic: see parseDepends. A DAG uses the one or the other. */
  depends?: string;
}

export interface DAGTemplate {
  tasks: DAGTask[];
  /** Names of the tasks that decide, separated by blanks; what none of them needs does not run. */
  target?: string;
  /** Which failure decides the phase: the first target's, or, where false, the last one's. */
  failFast?: boolean;
}

/** How long to wait between attempts; durations are seconds or Go's `1m30s`. */
export interface Backoff {
  duration?: string;
  /** Of each wait to the one before. */
  factor?: number | string;
  /** Counted from the beginning of the first attempt. */
  maxDuration?: string;
  /** The longest wait. */
  cap?: string;
}

/** When and how often a template that failed runs again. */
export interface RetryStrategy {
  /** How many retries there may be, the first attempt not counted; without it there is no limit. */
  limit?: number | string;
  /** `Always`, `OnFailure`, `OnError`, `OnTransientError`. */
  retryPolicy?: string;
  backoff?: Backoff;
  /** `nodeAntiAffinity`: on another host than the attempts before. */
  affinity?: { nodeAntiAffinity?: Record<string, never> };
  /** An expr-lang condition on `lastRetry.*` and `retries`. */
  expression?: string;
}

/** Waits for a time. */
export interface SuspendTemplate {
  /** Seconds, or Go's `1m30s`. */
  duration?: string;
}

/** One of container, containerSet, script, steps, dag, suspend, data or http says what kind of template it is. */
export interface Template extends Scheduling {
  name: string;
  inputs?: Inputs;
  outputs?: Outputs;
  container?: Container;
  script?: ScriptTemplate;
  containerSet?: ContainerSetTemplate;
  /** Groups run one after the other; the steps of a group run side by side. */
  steps?: WorkflowStep[][];
  dag?: DAGTemplate;
  suspend?: SuspendTemplate;
  data?: DataTemplate;
  http?: HTTPTemplate;
  volumes?: Volume[];
  /** They run one after the other before the main container starts. */
  initContainers?: UserContainer[];
  /** They run beside the main container and end with it. */
  sidecars?: UserContainer[];
  metadata?: PodMetadata;
  hostAliases?: HostAlias[];
  securityContext?: PodSecurityContext;
  /** A strategic merge patch of the pod, as YAML or JSON. */
  podSpecPatch?: string;
  /** What must be held before it runs; released when its node has ended. */
  synchronization?: Synchronization;
  memoize?: Memoize;
  retryStrategy?: RetryStrategy;
  /** The container runs until the steps or DAG template around it ends; those that wait for it go on once it is ready. */
  daemon?: boolean;
  /** What is told to Prometheus of each node of the template. */
  metrics?: Metrics;
  /** Steps, DAG: how many children may be active at the same time. */
  parallelism?: number;
  /** Steps, DAG: nothing more starts once a child has failed. */
  failFast?: boolean;
  /** Of them `workflows.argoproj.io/display-name` names the nodes; the others are for who reads the manifest. */
  annotations?: Record<string, string>;
  /** Where what it puts out goes, rather than to the workflow's repository. */
  archiveLocation?: ArtifactLocation;
  /** Seconds that a container may run, or a text with variables. */
  activeDeadlineSeconds?: number | string;
  /** The longest from the node's beginning to the container's end: Go's `1m30s`, or a text with variables. */
  timeout?: string;
  /** The longest that the node may be Pending. */
  pendingTimeout?: string;
}
