import type { NodeSetting } from './operation-events.ts';

/** What people do to a workflow that is there, stop, terminate and delete apart. */
export type OperationCommand = SuspendWorkflow | ResumeWorkflow | SetNodes | RetryWorkflow;

/** Nothing new starts until `resumeWorkflow` (argo suspend). */
export interface SuspendWorkflow {
  type: 'suspendWorkflow';
}

/** Goes on, and ends the wait of every Suspend node; with a selector, of those that it chooses, and nothing else. */
export interface ResumeWorkflow {
  type: 'resumeWorkflow';
  nodeFieldSelector?: string | undefined;
}

/** Sets Suspend nodes that wait (argo node set; argo stop with a selector). */
export interface SetNodes {
  type: 'setNodes';
  nodeFieldSelector: string;
  setting: NodeSetting;
}

/** Runs what failed once more, and what followed it (argo retry). Only a workflow that has ended is retried. */
export interface RetryWorkflow {
  type: 'retryWorkflow';
  /** Together with the selector: the nodes that it chooses run once more though they succeeded. */
  restartSuccessful: boolean;
  nodeFieldSelector: string;
  /** Values of the workflow's arguments, instead of those that it has. */
  parameters: { name: string; value: string }[];
}
