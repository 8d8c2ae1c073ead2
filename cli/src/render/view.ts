/**
 * What the renderers read of a workflow's JSON. Every field is optional and wider than the spec's types, because the
 * CLI also shows workflows of other servers and versions: what is not there is left out, never an error.
 */
export interface WorkflowView {
  metadata: {
    name?: string;
    namespace?: string;
    uid?: string;
    creationTimestamp?: string | null;
    labels?: Record<string, string>;
    annotations?: Record<string, string>;
  };
  spec?: SpecView;
  status?: StatusView;
}

export interface SpecView {
  serviceAccountName?: string;
  workflowTemplateRef?: unknown;
  arguments?: { parameters?: readonly ParameterView[] };
  priority?: number;
  shutdown?: string;
  suspend?: boolean;
}

export interface ParameterView {
  name: string;
  value?: string;
}

export interface OutputsView {
  parameters?: readonly ParameterView[];
  artifacts?: readonly { name: string }[];
}

export interface StatusView {
  phase?: string;
  message?: string;
  startedAt?: string | null;
  finishedAt?: string | null;
  estimatedDuration?: number;
  progress?: string;
  conditions?: readonly ConditionView[];
  resourcesDuration?: Record<string, number>;
  outputs?: OutputsView;
  nodes?: Record<string, NodeView>;
  storedWorkflowTemplateSpec?: SpecView;
}

export interface ConditionView {
  type: string;
  status?: string;
  message?: string;
}

export interface NodeView {
  id: string;
  name: string;
  displayName?: string;
  type: string;
  templateName?: string;
  templateRef?: { name?: string; template?: string };
  phase?: string;
  boundaryID?: string;
  message?: string;
  startedAt?: string | null;
  finishedAt?: string | null;
  children?: readonly string[];
  hostNodeName?: string;
  inputs?: { parameters?: readonly ParameterView[] };
  outputs?: OutputsView;
  resourcesDuration?: Record<string, number>;
}
