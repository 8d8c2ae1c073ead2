import type {
  Artifact,
  ArtifactRepository,
  Inputs,
  NodePhase,
  NodeType,
  Outputs,
  Parameter,
  ResourcesDuration,
  ShutdownStrategy,
  Template,
  TemplateRef,
  Workflow,
  WorkflowPhase,
} from '@tiphys/spec';
import type { ArtifactGcDraft } from './artifacts/gc-draft.ts';
import type { NodeRole, TimerPurpose } from './events.ts';
import type { LockRef } from './locks/lock-events.ts';
import type { NodeSetting } from './operations/operation-events.ts';
import type { ContainerTask } from './pod/container-task.ts';

/** Makes maps, arrays and objects read-only all the way down. */
export type DeepReadonly<T> =
  T extends Map<infer K, infer V>
    ? ReadonlyMap<K, DeepReadonly<V>>
    : T extends Set<infer V>
      ? ReadonlySet<V>
      : T extends (infer E)[]
        ? readonly DeepReadonly<E>[]
        : T extends object
          ? { readonly [K in keyof T]: DeepReadonly<T[K]> }
          : T;

/** What everybody but `apply` sees. */
export type WorkflowState = DeepReadonly<WorkflowDraft>;
export type NodeState = DeepReadonly<NodeDraft>;
export type LockState = DeepReadonly<LockDraft>;
export type TimerState = DeepReadonly<TimerDraft>;
export type AttemptState = DeepReadonly<AttemptDraft>;

/**
 * One workflow, as the fold of its events. Only `apply` writes to it; what is not in an event is derived
 * from them there (counters, indexes), so that a replay builds the same state.
 */
export interface WorkflowDraft {
  uid: string;
  /** Name of the workflow and of its root node. */
  name: string;
  namespace: string;
  /** As it runs: where it refers to a WorkflowTemplate, its spec is the merged one. */
  workflow: Workflow;
  /** By key, with the workflow's templateDefaults in them: see templateOf. */
  templates: Map<string, Template>;
  phase: WorkflowPhase;
  message: string;
  /** Milliseconds since 1970, as every time here; 0: not yet. */
  createdAt: number;
  startedAt: number;
  finishedAt: number;
  /** The instant of the last transition. */
  lastAt: number;
  deleted: boolean;
  /** It is to be deleted as soon as every container has been ordered to end. */
  deleting: boolean;
  shutdown: ShutdownStrategy | undefined;
  /** The time of its activeDeadlineSeconds is over. */
  deadlineExceeded: boolean;
  /** In the order in which they were initialized. */
  nodes: Map<string, NodeDraft>;
  /** Ids of nodes whose id is not the hash of their name, since another node had it. */
  displacedIds: Map<string, string>;
  /** Outstanding attempts by node id. */
  attempts: Map<string, AttemptDraft>;
  /** Outstanding timers by their ids. */
  timers: Map<string, TimerDraft>;
  /** Pods that are ordered and have not ended, and places reserved for one. */
  activePods: number;
  /** Who waits for a limit in number, by the id of its node (empty: the workflow), in the order of waiting. */
  placeWaiters: Map<string, Set<string>>;
  /** Locks that are asked for or held, by who holds them: a node's id, or a key of lock-key.ts. */
  locks: Map<string, LockDraft>;
  /** The last ones that were given back, or taken back. */
  releasedLocks: ReleasedLocks[];
  /** Nodes that wait for locks or for a cache. */
  atGate: Set<string>;
  /** The last nodes whose outputs are to be kept. */
  toSave: string[];
  /** Daemons that belong to no Steps or DAG node. */
  daemonIds: Set<string>;
  /** Every agent that has held an attempt. */
  agentIds: Set<string>;
  /** By claim that the workflow has made: the agent on whose host its volume is. */
  claimAgents: Map<string, string>;
  /** Nodes that failed or errored, in the order in which they did. */
  failedIds: string[];
  entryId: string | undefined;
  /** The workflow's exit handler. */
  handlerId: string | undefined;
  /** The workflow's lifecycle hooks that fired, by name. */
  hookIds: Map<string, string>;
  /** How many of the workflow's hooks have started and are not settled. */
  openHooks: number;
  /** Outputs with a globalName, by that name: `workflow.outputs`. */
  globalParameters: Map<string, Parameter>;
  globalArtifacts: Map<string, Artifact>;
  artifactGc: ArtifactGcDraft;
  /** Where artifacts go; undefined: to the built-in store. */
  artifactRepository: ArtifactRepository | undefined;
  /** What a cut decision left to do. */
  agenda: string[];
  /** Ids of the last wishes of people that have been carried out; see wishes.ts. */
  wishIds: string[];
  /** Nothing new starts until it is resumed (`spec.suspend`). */
  suspended: boolean;
  /** What would have been looked at but for the suspension, `WORKFLOW` included. */
  deferred: Set<string>;
  /** Suspend nodes that wait, in the order in which they began to. */
  suspendNodeIds: Set<string>;
  /** Of a choice of Suspend nodes that was too large for one transition, those that are still to be set. */
  chosen: Map<string, NodeSetting>;
  /** Nodes that do not run, since they succeeded in the workflow that this one was resubmitted from; by their ids. */
  reusedNodes: Map<string, ReusedNode>;
  /** How often it was restarted after it had ended. */
  restarts: number;
  /** What is left to do of a restart; nothing goes on before. */
  restart: { remove: string[]; reset: string[] } | undefined;
  /** Attempts of nodes that are no more, by their ids: nodes of these ids number on. */
  spentAttempts: Map<string, number>;
}

export interface NodeDraft {
  id: string;
  name: string;
  displayName: string;
  type: NodeType;
  templateName: string;
  templateRef: TemplateRef | undefined;
  /** Of its template in the workflow's `templates`. */
  templateKey: string;
  templateScope: string;
  phase: NodePhase;
  boundaryID: string | undefined;
  message: string;
  startedAt: number;
  finishedAt: number;
  inputs: Inputs | undefined;
  outputs: Outputs | undefined;
  children: string[];
  outboundNodes: string[];
  hostNodeName: string | undefined;
  resourcesDuration: ResourcesDuration | undefined;
  nodeFlag: { hooked?: boolean | undefined; retried?: boolean | undefined } | undefined;

  /** How many templates are open around this node, itself included. */
  depth: number;
  role: NodeRole;
  ownerId: string | undefined;
  callName: string | undefined;
  index: number | undefined;
  /** What this step or task was expanded for, as JSON. */
  item: string | undefined;
  /** TaskGroup: how many items it has. */
  itemCount: number;
  /** Belongs to an exit handler, at whatever depth: the workflow's deadline does not touch it. */
  partOfExitHandler: boolean;
  /** Belongs to an exit handler, or to a hook that had started before a Stop: it goes on after one. */
  survivesStop: boolean;
  /** Belongs to the workflow's handler or hooks, where `workflow.status` is the outcome of the entrypoint. */
  seesOutcome: boolean;
  settled: boolean;
  /** Nodes that name this one as their owner and are not settled. */
  openOwned: number;
  handlerId: string | undefined;
  hookIds: Map<string, string>;
  /** Steps: ids of its groups; StepGroup: ids of its steps, TaskGroup: of its items; Retry: of its attempts. By index. */
  memberIds: string[];
  /** StepGroup: ids of the nodes of each step that has items, in their order. */
  expandedIds: Map<string, string[]>;
  /** DAG: where it stands. */
  dag: DagDraft | undefined;
  /** How many of the members are missing (empty ids): they were removed in a restart, or wait for a place. */
  missing: number;
  /** In how many restarts it was reset. */
  resets: number;
  /** How many restarts there had been when it began, or was reset: its timers are named by it. */
  era: number;
  /** Attempts made so far. */
  attempts: number;
  /** Locks or a cache stand before it. */
  gated: boolean;
  /** It was reset in a restart, and has not taken its locks since. */
  owesLocks: boolean;
  memoization: MemoizationDraft | undefined;
  /** How many of the node's timers have fired. */
  waits: number;
  /** The node is a daemon that is ready, or was one and has ended; undefined before that, and for all others. */
  daemon: 'ready' | 'over' | undefined;
  /** Where a daemon can be reached. */
  podIP: string | undefined;
  /** Steps, DAG: the daemons right below it that became ready, attempts apart. */
  daemonIds: Set<string>;
  /** Steps, DAG: how many children right below it are active, and how many have failed. */
  activeChildren: number;
  failedChildren: number;
  /** Counts among its boundary's active children. */
  isActiveChild: boolean;
  /** Counts among the workflow's pods; of what is none, for the first one below. */
  holdsPod: boolean;
}

/** What a workflow takes over from the one that it was resubmitted from. */
export interface ReusedNode {
  message: string;
  outputs: Outputs | undefined;
}

export interface LockDraft {
  locks: LockRef[];
  /** Milliseconds since 1970. */
  requestedAt: number;
  held: boolean;
  /** What the registry said last. */
  waiting: { lock: string; message: string; holders: { lock: string; holders: string[] }[] } | undefined;
}

export interface ReleasedLocks {
  key: string;
  locks: LockRef[];
  requestedAt: number;
}

/** A node's place in a cache of outputs. */
export interface MemoizationDraft {
  cacheName: string;
  key: string;
  maxAgeMs: number | undefined;
  lookup: 'open' | 'answered';
  hit: boolean;
  /** It has been ordered that its outputs are kept. */
  saved: boolean;
}

export interface TimerDraft {
  nodeId: string;
  /** Undefined: the node's own wait. */
  purpose: TimerPurpose | undefined;
  at: number;
}

export interface DagDraft {
  /** Ids of initialized tasks by task name. */
  taskIds: Map<string, string>;
  /** How many of a task's dependencies are settled. */
  settledDependencies: Map<string, number>;
  settledTasks: number;
}

export interface AttemptDraft {
  nodeId: string;
  attempt: number;
  pool: string;
  task: ContainerTask;
  /** The agent that holds it, and since when; 0: none does. */
  agentId: string | undefined;
  claimedAt: number;
  /** Why its end has been ordered. It stays until the agent reports. */
  cancelMessage: string | undefined;
}

/**
 * Whether the node is an error of its template (Argo's executeTemplate returns it), other than of what has run: it could
 * not be started, or its outputs cannot be had.
 */
export function errsByItself({ phase, message, type, attempts }: NodeState): boolean {
  return phase === 'Error' && message !== '' && attempts === 0 && type !== 'Retry';
}

export function isCompleted(phase: NodePhase): boolean {
  return phase === 'Succeeded' || phase === 'Failed' || phase === 'Error';
}

/** Argo's Fulfilled: the node will not change any more. */
export function isFulfilled(phase: NodePhase): boolean {
  return isCompleted(phase) || phase === 'Skipped' || phase === 'Omitted';
}

export function isFailedOrError(phase: NodePhase): boolean {
  return phase === 'Failed' || phase === 'Error';
}

export function isFinished(state: WorkflowState): boolean {
  return state.phase === 'Succeeded' || state.phase === 'Failed' || state.phase === 'Error';
}
