import type { NodeSetting } from './operation-events.ts';

/** What people do to a workflow that is there, stop, terminate and delete apart. */
export type OperationCommand = SuspendWorkflow | ResumeWorkflow | SetNodes;

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
