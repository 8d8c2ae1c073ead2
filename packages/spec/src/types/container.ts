import type { EnvFromSource, EnvVarSource } from './environment.ts';
import type { ContainerPort, Lifecycle, Probe, SecurityContext } from './pod.ts';
import type { VolumeMount } from './volume.ts';

export interface EnvVar {
  name: string;
  value?: string;
  /** Resolved by the agent, when the container starts. */
  valueFrom?: EnvVarSource;
}

/** Quantities as Kubernetes writes them: `500m`, `64Mi`. */
export interface ResourceRequirements {
  limits?: Record<string, string>;
  requests?: Record<string, string>;
}

/** The container of a container template. */
export interface Container {
  name?: string;
  image: string;
  /** Replaces the image's entrypoint. */
  command?: string[];
  /** Replaces the image's default arguments. */
  args?: string[];
  env?: EnvVar[];
  /** Before `env`, which wins. */
  envFrom?: EnvFromSource[];
  workingDir?: string;
  resources?: ResourceRequirements;
  ports?: ContainerPort[];
  volumeMounts?: VolumeMount[];
  livenessProbe?: Probe;
  readinessProbe?: Probe;
  startupProbe?: Probe;
  lifecycle?: Lifecycle;
  /** `Always`, `IfNotPresent`, `Never`. */
  imagePullPolicy?: string;
  securityContext?: SecurityContext;
  /** Its standard input stays open, with nothing to read. */
  stdin?: boolean;
  stdinOnce?: boolean;
  tty?: boolean;
}

/** The container of a script template: its command runs the source, which lies in a file. */
export interface ScriptTemplate extends Container {
  source: string;
}
