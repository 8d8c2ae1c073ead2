/** A template of a WorkflowTemplate, or, with clusterScope, of a ClusterWorkflowTemplate. */
export interface TemplateRef {
  /** Of the WorkflowTemplate. */
  name?: string;
  /** Of the template in it. */
  template?: string;
  clusterScope?: boolean;
}

/** The WorkflowTemplate whose spec a workflow runs; see mergeWorkflowSpecs. */
export interface WorkflowTemplateRef {
  name?: string;
  clusterScope?: boolean;
}
