import type { Container, DnsConfig, HostAlias, PodSecurityContext, Volume } from '@tiphys/spec';

/** What a container has beyond its image, command, environment and resources. */
export type ContainerSettings = Pick<
  Container,
  | 'ports'
  | 'volumeMounts'
  | 'livenessProbe'
  | 'readinessProbe'
  | 'startupProbe'
  | 'lifecycle'
  | 'imagePullPolicy'
  | 'securityContext'
  | 'stdin'
  | 'stdinOnce'
  | 'tty'
>;

/** A container beside the main one; its name is there. */
export type PodContainer = Container & { name: string };

/** A container of a set, and those that must have succeeded before it starts. */
export type SetContainer = PodContainer & { dependencies?: string[] };

export interface ContainerSetTask {
  /** In the order of the manifest. */
  containers: SetContainer[];
  /** How often each may be started again. */
  retries: number;
  retryDelayMs: number;
}

/** What surrounds the main container of a task, every variable resolved. */
export interface PodTask {
  settings?: ContainerSettings;
  /** Those that a container mounts. */
  volumes?: Volume[];
  /** Claims among the volumes that the workflow has made: they go with it. */
  workflowClaims?: string[];
  initContainers?: PodContainer[];
  sidecars?: PodContainer[];
  /** Names of those beside the main container that get its input artifacts too (`mirrorVolumeMounts`). */
  mirrors?: string[];
  /** Instead of the main container. */
  set?: ContainerSetTask;
  hostname?: string;
  hostNetwork?: boolean;
  hostAliases?: HostAlias[];
  dnsConfig?: DnsConfig;
  securityContext?: PodSecurityContext;
  /** Secrets of the workflow's namespace with logins at registries. */
  imagePullSecrets?: string[];
  terminationGracePeriodSeconds?: number;
  labels?: Record<string, string>;
  annotations?: Record<string, string>;
}
