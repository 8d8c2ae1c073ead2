/**
 * Kubernetes' ObjectMeta, as far as Argo's objects use it off Kubernetes.
 * Times are RFC 3339 in UTC with whole seconds, as Argo writes them.
 */
export interface ObjectMeta {
  name?: string;
  generateName?: string;
  namespace?: string;
  uid?: string;
  resourceVersion?: string;
  generation?: number;
  creationTimestamp?: string;
  labels?: Record<string, string>;
  annotations?: Record<string, string>;
}
