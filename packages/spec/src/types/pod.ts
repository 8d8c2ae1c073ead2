import type { Container } from './container.ts';
import type { VolumeMount } from './volume.ts';

export interface SeccompProfile {
  /** `RuntimeDefault`, `Unconfined`, `Localhost`. */
  type: string;
  localhostProfile?: string;
}

export interface SecurityContext {
  capabilities?: { add?: string[]; drop?: string[] };
  privileged?: boolean;
  runAsUser?: number;
  runAsGroup?: number;
  runAsNonRoot?: boolean;
  readOnlyRootFilesystem?: boolean;
  allowPrivilegeEscalation?: boolean;
  seccompProfile?: SeccompProfile;
}

export interface PodSecurityContext {
  runAsUser?: number;
  runAsGroup?: number;
  runAsNonRoot?: boolean;
  supplementalGroups?: number[];
  /** Group of the pod's volumes. */
  fsGroup?: number;
  sysctls?: { name: string; value: string }[];
  seccompProfile?: SeccompProfile;
}

export interface HttpGetAction {
  path?: string;
  /** A number, or the name of one of the container's ports. */
  port: number | string;
  host?: string;
  scheme?: string;
  httpHeaders?: { name: string; value: string }[];
}

/** A question put to a container every `periodSeconds`; times in seconds. */
export interface Probe {
  exec?: { command?: string[] };
  httpGet?: HttpGetAction;
  tcpSocket?: { port: number | string; host?: string };
  /** gRPC's health service. */
  grpc?: { port: number; service?: string };
  initialDelaySeconds?: number;
  timeoutSeconds?: number;
  periodSeconds?: number;
  successThreshold?: number;
  failureThreshold?: number;
  /** How long the container may take to end where it is killed for this probe, rather than the pod's grace. */
  terminationGracePeriodSeconds?: number;
}

/** What is done at one moment of a container's life. */
export interface LifecycleHandler {
  exec?: { command?: string[] };
  httpGet?: HttpGetAction;
  sleep?: { seconds: number };
}

export interface Lifecycle {
  /** Right after its start; where it fails the container is killed. */
  postStart?: LifecycleHandler;
  /** Before the signal to end, within the grace. */
  preStop?: LifecycleHandler;
  /** Instead of the image's. */
  stopSignal?: string;
}

export interface ContainerPort {
  name?: string;
  containerPort: number;
  protocol?: string;
}

export interface HostAlias {
  ip: string;
  hostnames?: string[];
}

export interface DnsConfig {
  nameservers?: string[];
  searches?: string[];
  options?: { name?: string; value?: string }[];
}

export interface PodMetadata {
  labels?: Record<string, string>;
  annotations?: Record<string, string>;
}

/** A sidecar, or a container that runs before the main one. */
export interface UserContainer extends Container {
  /** It sees the main container's volumes at the same paths. */
  mirrorVolumeMounts?: boolean;
}

/** A container of a set: it starts when those that it depends on have succeeded. */
export interface ContainerNode extends Container {
  dependencies?: string[];
}

export interface ContainerSetTemplate {
  containers: ContainerNode[];
  /** Of every container of the set. */
  volumeMounts?: VolumeMount[];
  retryStrategy?: ContainerSetRetryStrategy;
}

/** How often a container of the set is started again where it fails. */
export interface ContainerSetRetryStrategy {
  /** Time between two starts: Go's `1m30s`. */
  duration?: string;
  retries?: number | string;
}
