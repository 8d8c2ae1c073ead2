import type {
  ArtifactRepositoryRefStatus,
  Inputs,
  NodePhase,
  NodeType,
  Outputs,
  ResourcesDuration,
  ShutdownStrategy,
  TemplateRef,
  Workflow,
} from '@tiphys/spec';
import type { ArtifactGcEvent } from './artifacts/gc-events.ts';
import type {
  CacheAnswered,
  CacheLookupRequested,
  CacheSaveRequested,
  LocksAwaited,
  LocksGranted,
  LocksReleased,
  LocksRequested,
} from './locks/lock-events.ts';
import type { OperationEvent } from './operations/operation-events.ts';
import type { ContainerTask } from './pod/container-task.ts';

/**
 * What was decided about a workflow. Events carry the result of a decision (resolved inputs, the rendered
 * container), never something to evaluate again, so that a later engine replays an old history unchanged.
 */
export type WorkflowEvent =
  | OperationEvent
  | WorkflowCreated
  | WorkflowStarted
  | ArtifactRepositoryResolved
  | ArtifactGcEvent
  | WorkflowFinished
  | WorkflowDeleted
  | ShutdownRequested
  | NodeInitialized
  | NodePhaseChanged
  | NodeSettled
  | TaskScheduled
  | AttemptClaimed
  | AttemptFinished
  | AttemptCancelRequested
  | MetricsEmitted
  | TimerScheduled
  | TimerFired
  | TimerCancelled
  | PlaceAwaited
  | PlaceOffered
  | NodeDaemoned
  | LocksRequested
  | LocksAwaited
  | LocksGranted
  | LocksReleased
  | CacheLookupRequested
  | CacheAnswered
  | CacheSaveRequested;

/** First event of every history. */
export interface WorkflowCreated {
  type: 'workflowCreated';
  uid: string;
  /**
   * The validated manifest, with name, namespace and creationTimestamp set. Its status has nothing but what it takes
   * from WorkflowTemplates: `storedTemplates` and `storedWorkflowTemplateSpec`.
   */
  workflow: Workflow;
}

export interface WorkflowStarted {
  type: 'workflowStarted';
}

/** Where the artifacts of the workflow go, from now on; without this event to the built-in store. */
export interface ArtifactRepositoryResolved {
  type: 'artifactRepositoryResolved';
  resolved: ArtifactRepositoryRefStatus;
}

/** Last event of every history but for `workflowDeleted`, and those that delete artifacts. */
export interface WorkflowFinished {
  type: 'workflowFinished';
  phase: 'Succeeded' | 'Failed' | 'Error';
  message?: string | undefined;
}

export interface WorkflowDeleted {
  type: 'workflowDeleted';
}

export interface ShutdownRequested {
  type: 'shutdownRequested';
  strategy: ShutdownStrategy;
}

/** Why a node exists, which says who waits for it and what follows it. */
export type NodeRole =
  /** The entrypoint's node; the workflow waits for it. */
  | 'entry'
  /** A group of a Steps node; `index` is its place. */
  | 'stepGroup'
  /** A step of a StepGroup; `index` is its place in the group. */
  | 'step'
  /** A task of a DAG; `callName` is its name. Of one with items, the TaskGroup. */
  | 'task'
  /** An item of a TaskGroup; `index` is its place. */
  | 'item'
  /** An attempt of a Retry node; `index` is its place. */
  | 'attempt'
  /** The exit handler of its owner; of the workflow where there is no owner. */
  | 'exitHandler'
  /** A lifecycle hook of its owner; `callName` is the hook's name. */
  | 'hook'
  /** A container of a Pod node's set; `callName` is its name, `index` its place. */
  | 'container';

export interface NodeInitialized {
  type: 'nodeInitialized';
  id: string;
  name: string;
  displayName: string;
  nodeType: NodeType;
  templateName: string;
  templateRef?: TemplateRef | undefined;
  /** Where its template is kept, where that is not under its name. */
  templateKey?: string | undefined;
  templateScope: string;
  phase: NodePhase;
  boundaryID?: string | undefined;
  message?: string | undefined;
  /** Resolved inputs. */
  inputs?: Inputs | undefined;
  /** Present, though empty, where Argo writes `nodeFlag: {}`. */
  nodeFlag?: { hooked?: boolean | undefined; retried?: boolean | undefined } | undefined;
  role: NodeRole;
  /** The node that waits for this one; absent where the workflow does. */
  ownerId?: string | undefined;
  /** Name of the step, task or hook this node runs. */
  callName?: string | undefined;
  index?: number | undefined;
  /** What this step or task was expanded for, as JSON. */
  item?: string | undefined;
  /** TaskGroup: how many items it has. */
  itemCount?: number | undefined;
  /** Nodes that get this one as a child, in order. */
  parentIds: string[];
}

export interface NodePhaseChanged {
  type: 'nodePhaseChanged';
  id: string;
  phase: NodePhase;
  /** Absent: the message stays; empty: it is cleared. */
  message?: string | undefined;
  outputs?: Outputs | undefined;
  outboundNodes?: string[] | undefined;
  hostNodeName?: string | undefined;
  /** What its containers had for themselves; see resourcesDuration. */
  resourcesDuration?: ResourcesDuration | undefined;
}

/** The node, its exit handler and the hooks that started have all ended: who waits for it may go on. */
export interface NodeSettled {
  type: 'nodeSettled';
  id: string;
}

/** Orders a container; the history is the outbox. */
export interface TaskScheduled {
  type: 'taskScheduled';
  nodeId: string;
  /** Counts from 0 per node; a new attempt supersedes the one before. */
  attempt: number;
  /** Agents that may run it pull from this pool. */
  pool: string;
  task: ContainerTask;
}

/** The agent holds the attempt: it alone may start the container. */
export interface AttemptClaimed {
  type: 'attemptClaimed';
  nodeId: string;
  attempt: number;
  agentId: string;
}

export interface AttemptFinished {
  type: 'attemptFinished';
  nodeId: string;
  attempt: number;
  /** The agent that held it; absent where none did. */
  agentId?: string | undefined;
  phase: 'Succeeded' | 'Failed' | 'Error';
}

/** Orders the end of an attempt: taken from the queue where nobody holds it, stopped by the agent that does. */
export interface AttemptCancelRequested {
  type: 'attemptCancelRequested';
  nodeId: string;
  attempt: number;
  pool: string;
  /** The agent that holds it; absent where none does. */
  agentId?: string | undefined;
  /** The node's message once it has ended. */
  message: string;
}

/** What a timer is for, where it is not a node's own wait (a suspension, a backoff). */
export type TimerPurpose =
  /** The workflow's activeDeadlineSeconds; `nodeId` is empty. */
  | 'workflowDeadline'
  /** The node's activeDeadlineSeconds, from the claim on. */
  | 'active'
  /** The node's timeout. */
  | 'timeout'
  /** The node's pendingTimeout. */
  | 'pending'
  /** The maxDuration of the retries of which the node is one. */
  | 'retries'
  /** The workflow's ttlStrategy; `nodeId` is empty. */
  | 'ttl';

/** One value for Prometheus, everything resolved. */
export interface MetricSample {
  /** Without Argo's prefix. */
  name: string;
  help: string;
  labels: { key: string; value: string }[];
  kind: 'counter' | 'gauge' | 'histogram';
  /** Of a counter: what is added. */
  value: number;
  /** Of a gauge. */
  operation?: 'Set' | 'Add' | 'Sub' | undefined;
  /** Of a histogram: upper bounds. */
  buckets?: number[] | undefined;
  /** Of a gauge that goes on by itself: seconds since this instant, milliseconds since 1970. */
  since?: number | undefined;
}

/** What a node or the workflow has for Prometheus; whoever appends it counts it. */
export interface MetricsEmitted {
  type: 'metricsEmitted';
  samples: MetricSample[];
  /** What is wrong with those that could not be made. */
  problems: string[];
}

/** Orders that the node is looked at again at an instant; the history is the outbox. */
export interface TimerScheduled {
  type: 'timerScheduled';
  timerId: string;
  /** Empty: the timer is the workflow's. */
  nodeId: string;
  purpose?: TimerPurpose | undefined;
  /** Milliseconds since 1970. */
  at: number;
}

export interface TimerFired {
  type: 'timerFired';
  timerId: string;
}

/** Takes the order back. */
export interface TimerCancelled {
  type: 'timerCancelled';
  timerId: string;
}

/** A limit in number is reached: who wants to start something waits behind those that wait already. */
export interface PlaceAwaited {
  type: 'placeAwaited';
  /** The Steps or DAG node whose template has the limit; empty: the workflow's. */
  limitId: string;
  /** The node that is looked at again. */
  waiterId: string;
}

/** The first of those that wait for a limit waits no more. */
export interface PlaceOffered {
  type: 'placeOffered';
  limitId: string;
  waiterId: string;
}

/** A daemon is ready: those that wait for it go on while it runs. */
export interface NodeDaemoned {
  type: 'nodeDaemoned';
  id: string;
  /** Where it can be reached; absent where nobody knows. */
  podIP?: string | undefined;
}

/**
 * One message in a workflow's history: everything one command decided, at one instant.
 * It is appended whole or not at all.
 */
export interface Transition {
  /** Id of the command that caused it. */
  commandId: string;
  /** Milliseconds since 1970, the scheduler's clock when it decided. */
  at: number;
  events: WorkflowEvent[];
  /**
   * Nodes still to be looked at: the decision was cut to keep the message small, and `continueDecision`
   * goes on with these. Empty: nothing is left.
   */
  agenda: string[];
  /** Its command is somebody's wish, which is not to be fulfilled twice: it is remembered by its id. */
  isWish?: boolean | undefined;
}
