/** Names one workflow. The uid is the identity; a name may be used again after deletion. */
export interface WorkflowRef {
  uid: string;
  namespace: string;
  name: string;
}

/** One try at one node. */
export interface AttemptRef {
  workflow: WorkflowRef;
  nodeId: string;
  attempt: number;
}
