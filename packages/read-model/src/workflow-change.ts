import type { NodeStatus, ShutdownStrategy, Workflow, WorkflowPhase } from '@tiphys/spec';

/** One node that a transition made, changed or took out. */
export interface NodeChange {
  /** It is no more; a node of the same id may come after it. */
  removed?: true;
  /** Whole, but for its children, and for the progress of a node that only sums up others. */
  node: NodeStatus;
  /** The nodes that have it as a child; empty where it is not new. */
  parentIds: readonly string[];
}

/** What of a workflow's spec may change; empty or false: it is gone. */
export interface SpecPatch {
  shutdown?: ShutdownStrategy | '';
  suspend?: boolean;
  /** Values of arguments, instead of those that it has. */
  parameters?: { name: string; value: string }[];
}

/** What of a workflow may change: merged over what was there before. */
export interface WorkflowPatch {
  metadata: Workflow['metadata'];
  spec?: SpecPatch;
  /** Without nodes. */
  status: NonNullable<Workflow['status']>;
}

/** What one transition did to one workflow, as watchers see it. Its size follows the transition, not the tree. */
export interface WorkflowChange {
  version: number;
  /** Version of the transition before it, of any workflow: nothing lies between. */
  previous: number;
  uid: string;
  namespace: string;
  name: string;
  /** The phase before; undefined where the workflow is new. */
  phaseBefore: WorkflowPhase | undefined;
  deleted: boolean;
  patch: WorkflowPatch;
  nodes: NodeChange[];
}
