/** A condition on a label of an agent, as Kubernetes has it for nodes. */
export interface NodeSelectorRequirement {
  key: string;
  /** `In`, `NotIn`, `Exists`, `DoesNotExist`, `Gt` or `Lt`. */
  operator: string;
  values?: string[];
}

/** All of its conditions hold; one that has none never does. */
export interface NodeSelectorTerm {
  matchExpressions?: NodeSelectorRequirement[];
  /** On `metadata.name`, the agent's host name. */
  matchFields?: NodeSelectorRequirement[];
}

export interface NodeAffinity {
  /** One of the terms holds. */
  requiredDuringSchedulingIgnoredDuringExecution?: { nodeSelectorTerms?: NodeSelectorTerm[] };
}

export interface Affinity {
  nodeAffinity?: NodeAffinity;
}

/** Lets a pod run where agents have a taint that it matches. */
export interface Toleration {
  /** Without it every taint is matched. */
  key?: string;
  /** `Exists`, or `Equal`, the default. */
  operator?: string;
  value?: string;
  /** `NoSchedule`, `PreferNoSchedule` or `NoExecute`; without it every effect. */
  effect?: string;
}

/** Where the pods of a template may run. */
export interface Scheduling {
  /** Labels that an agent must have. */
  nodeSelector?: Record<string, string>;
  affinity?: Affinity;
  tolerations?: Toleration[];
}
