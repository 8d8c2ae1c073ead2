import type { SecretKeySelector } from './artifact.ts';

/** A key of a ConfigMap of the workflow's namespace. */
export interface ConfigMapKeySelector {
  name?: string;
  key: string;
  /** Without the object or the key there is nothing, which is no error. */
  optional?: boolean;
}

/** Where a variable's value comes from: exactly one of them. */
export interface EnvVarSource {
  /** Something of the pod: `metadata.name`, `metadata.namespace`, `spec.nodeName`, ... */
  fieldRef?: { apiVersion?: string; fieldPath: string };
  /** A limit or request of the container, in units of the divisor. */
  resourceFieldRef?: { containerName?: string; resource: string; divisor?: string };
  configMapKeyRef?: ConfigMapKeySelector;
  secretKeyRef?: SecretKeySelector;
}

/** All entries of a ConfigMap or Secret as variables. */
export interface EnvFromSource {
  prefix?: string;
  configMapRef?: { name?: string; optional?: boolean };
  secretRef?: { name?: string; optional?: boolean };
}
