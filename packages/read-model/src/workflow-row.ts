import type {
  ArtifactRepositoryRefStatus,
  Outputs,
  ResourcesDuration,
  ShutdownStrategy,
  Workflow,
  WorkflowPhase,
} from '@tiphys/spec';
import type { NodeRow, RequestedLocks } from './node-row.ts';

/** One lock, as far as the workflow has to do with it. Its size does not grow with those who wait. */
export interface LockRow {
  type: 'Mutex' | 'Semaphore';
  /** Who of this workflow holds it: `<namespace>/<workflow>` or `<namespace>/<workflow>/<node id>`. */
  held: string[];
  /** How many of this workflow wait for it, and who, of any workflow, held it when that was asked last. */
  waiters: number;
  holders: string[];
}

/**
 * One workflow as the read side keeps it, without its manifest (which never changes) and its nodes. Times are
 * milliseconds since 1970; 0: not yet.
 */
export interface WorkflowRow {
  uid: string;
  namespace: string;
  name: string;
  generateName: string | undefined;
  /** The manifest's own; what the controller adds is added when the object is assembled. */
  labels: Record<string, string>;
  annotations: Record<string, string>;
  creationTimestamp: string | undefined;
  /** Version of the transition that created it: the newest workflow has the highest. */
  createdVersion: number;
  /** Version of the last transition that is in the row. */
  version: number;
  /** How many transitions are in the row. */
  generation: number;
  /** Trace of the command that created it, 32 hexadecimal digits; undefined where there was none. */
  traceId: string | undefined;
  phase: WorkflowPhase;
  message: string;
  startedAt: number;
  finishedAt: number;
  /** Empty: it was, and the workflow runs again. */
  shutdown: ShutdownStrategy | '' | undefined;
  /** Outputs of nodes that have a globalName. */
  outputs?: Outputs | undefined;
  /** Values of its arguments that a retry gave it, instead of those of the manifest. */
  parameters?: { name: string; value: string }[] | undefined;
  /** Undefined: it never was. */
  suspended?: boolean | undefined;
  artifactRepositoryRef?: ArtifactRepositoryRefStatus | undefined;
  /** Strategies by which artifacts have been ordered to be deleted. */
  artifactGcStrategies?: string[] | undefined;
  /** Why some could not be deleted. */
  artifactGcError?: string | undefined;
  /** How many nodes there are; also the next one's ordinal. */
  nodes: number;
  /** Nodes that count in Argo's progress, and those of them that are done. */
  executables: number;
  executablesDone: number;
  /** Pod nodes, and those of them that are Running. */
  pods: number;
  podsRunning: number;
  /** Seconds that the newest workflow of the same kind took that succeeded; undefined: there is none. */
  estimatedDuration?: number | undefined;
  /** The sum of its pods'. */
  resourcesDuration?: ResourcesDuration | undefined;
  /** The workflow's own locks. */
  ownLocks?: RequestedLocks | undefined;
  /** By name: the locks of the workflow and of its nodes. */
  locks?: Record<string, LockRow> | undefined;
  /** Its end was taken into the archive. */
  archived?: boolean | undefined;
  /** What was wrong with the metrics that could not be made. */
  metricsError?: string | undefined;
  /** 0: it is there; else the row is what is left for those who still have to hear of the deletion. */
  deletedAt: number;
}

/** A workflow's rows, all of one version. */
export interface StoredWorkflow {
  row: WorkflowRow;
  /** Undefined where only the end of the history was left to be read. */
  manifest: Workflow | undefined;
  /** In the order in which they were initialized; undefined where they were not asked for. */
  nodes: readonly NodeRow[] | undefined;
}
