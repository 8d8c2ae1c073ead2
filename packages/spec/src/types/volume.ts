/** Kubernetes' volumes, as far as a container engine has them. One source says where it comes from. */
export interface Volume {
  name: string;
  hostPath?: { path: string; type?: string };
  emptyDir?: { medium?: string; sizeLimit?: string };
  secret?: SecretSource & { secretName?: string; defaultMode?: number };
  persistentVolumeClaim?: { claimName: string; readOnly?: boolean };
  configMap?: ObjectSource & { defaultMode?: number };
  downwardAPI?: { items?: DownwardFile[]; defaultMode?: number };
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
  downwardAPI?: { items?: DownwardFile[] };
  secret?: ObjectSource;
  configMap?: ObjectSource;
}

/** A file that says something of its pod, or of a container in it. */
export interface DownwardFile {
  /** Relative, without `..`. */
  path: string;
  fieldRef?: { fieldPath: string };
  resourceFieldRef?: { containerName?: string; resource: string; divisor?: string };
  mode?: number;
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
  /** The same with `$(NAME)`, which stands for a variable of the container. */
  subPathExpr?: string;
}

/** A claim that the workflow makes for itself; its volume has the claim's name. */
export interface VolumeClaim {
  metadata?: { name?: string };
  spec?: Record<string, unknown>;
}
