import type { ObjectMeta } from './metadata.ts';

/** Kubernetes' ConfigMap, which Tiphys keeps itself. */
export interface ConfigMap {
  apiVersion?: string;
  kind?: string;
  metadata: ObjectMeta;
  /** Once true, neither it nor the data can be changed. */
  immutable?: boolean;
  data?: Record<string, string>;
  /** Bytes, in base64. */
  binaryData?: Record<string, string>;
}

/** Kubernetes' Secret, which Tiphys keeps itself. */
export interface Secret {
  apiVersion?: string;
  kind?: string;
  metadata: ObjectMeta;
  immutable?: boolean;
  /** `Opaque`, `kubernetes.io/dockerconfigjson`, ...: kept as it is. */
  type?: string;
  /** Bytes, in base64. */
  data?: Record<string, string>;
  /** Texts; taken over into `data`, and win over it. */
  stringData?: Record<string, string>;
}
