/** Kubernetes' volumes, as far as a container engine has them. One source says where it comes from. */
export interface Volume {
  name: string;
  hostPath?: { path: string; type?: string };
  emptyDir?: { medium?: string; sizeLimit?: string };
  secret?: SecretSource & { secretName?: string; defaultMode?: number };
  persistentVolumeClaim?: { claimName: string; readOnly?: boolean };
  configMap?: ObjectSource & { defaultMode?: number };
  projected?: { sources?: VolumeProjection[]; defaultMode?: number };
}

/** Which of an object's keys become which files; without items every key is a file of its name. */
interface SecretSource {
  items?: KeyToPath[];
  optional?: boolean;
}

interface ObjectSource extends SecretSource {
  name?: string;
}

export interface VolumeProjection {
  secret?: ObjectSource;
  configMap?: ObjectSource;
}

export interface KeyToPath {
  key: string;
  /** Relative, without `..`. */
  path: string;
  mode?: number;
}

export interface VolumeMount {
  name: string;
  mountPath: string;
  readOnly?: boolean;
  /** A folder or file of the volume. */
  subPath?: string;
}

/** A claim that the workflow makes for itself; its volume has the claim's name. */
export interface VolumeClaim {
  metadata?: { name?: string };
  spec?: Record<string, unknown>;
}
