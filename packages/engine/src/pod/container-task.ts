import type {
  ArchiveStrategy,
  ArtifactLocation,
  EnvFromSource,
  EnvVar,
  NodeSelectorTerm,
  ResourceRequirements,
  SecretKeySelector,
  Toleration,
} from '@tiphys/spec';
import type { ArtifactDeletion } from '../artifacts/gc-events.ts';
import type { PodTask } from './pod-task.ts';

/** A file of the finished container that becomes an output parameter. */
export interface OutputFile {
  name: string;
  /** Absolute path inside the container. */
  path: string;
  /** Used when there is no such file. */
  default?: string | undefined;
}

/** A file with a program, which the runtime puts into the container and names as the last argument. */
export interface ScriptFile {
  source: string;
}

/** An artifact that is put into the container before it starts. */
export interface InputArtifact {
  name: string;
  /** Absolute path inside the container. */
  path: string;
  /** Complete: an `s3` without a bucket is an object of the built-in store. */
  location: ArtifactLocation;
  /** Permissions of what is put there. */
  mode?: number | undefined;
  /** The same for all below it. */
  recurseMode?: boolean | undefined;
  /** Without it an artifact that is missing is an Error of the node. */
  optional?: boolean | undefined;
  /** Without it a gzipped tar is unpacked, and everything else is put there as it is. */
  archive?: ArchiveStrategy | undefined;
}

/** Files of the finished container that become an artifact. */
export interface OutputArtifact {
  name: string;
  /** Absolute path inside the container. */
  path: string;
  /** Complete, with the key. */
  destination: ArtifactLocation;
  archive: ArchiveStrategy;
  /** Without it a path that is missing fails the node. */
  optional?: boolean | undefined;
  /** Permissions of what is kept, as the input artifacts have them. */
  mode?: number | undefined;
  recurseMode?: boolean | undefined;
}

/** A header of a request: its value, or the entry of a Secret that the agent reads. */
export interface HTTPTaskHeader {
  name: string;
  value?: string | undefined;
  secretKeyRef?: SecretKeySelector | undefined;
}

/** A request to send, with every variable resolved. */
export interface HTTPTask {
  method: string;
  url: string;
  headers: HTTPTaskHeader[];
  /** UTF-8. */
  body: string;
  /** Instead of `body`, base64. */
  bodyBytes?: string | undefined;
  timeoutSeconds?: number | undefined;
  insecureSkipVerify?: boolean | undefined;
  successCondition?: string | undefined;
}

/** Objects to list, with every variable resolved. */
export interface DataTask {
  /** Of a store all keys below its key, which may be empty; without a bucket it is the built-in one. */
  location: ArtifactLocation;
  /** Expressions, one after the other. */
  transformation: string[];
}

/** One container to run: everything an agent needs, with every variable resolved. */
export interface ContainerTask {
  nodeName: string;
  podName: string;
  templateName: string;
  image: string;
  /** Replaces the image's entrypoint; empty keeps it. */
  command: string[];
  /** Replaces the image's default arguments; empty keeps them unless `command` is given. */
  args: string[];
  /** Values are there, or references that the agent resolves: secrets are in no history. */
  env: EnvVar[];
  envFrom?: EnvFromSource[] | undefined;
  script?: ScriptFile | undefined;
  workingDir?: string | undefined;
  resources?: ResourceRequirements | undefined;
  outputFiles: OutputFile[];
  /** Whether standard output is kept as `outputs.result`. */
  includeResult: boolean;
  /** Hosts that should not run it: earlier attempts failed there. Where there are no others, one of them does. */
  avoidHosts?: string[] | undefined;
  /** Artifacts to delete: then there is no container, and who asks is no node. */
  deletions?: ArtifactDeletion[] | undefined;
  inputArtifacts?: InputArtifact[] | undefined;
  /** The agent reports those that it has kept, by name alone, as `outputs.artifacts`. */
  outputArtifacts?: OutputArtifact[] | undefined;
  /** Where the logs are kept, as they are; reported as the artifact MAIN_LOGS. */
  archiveLogs?: ArtifactLocation | undefined;
  /** Which agents may run it; without it any. */
  placement?: Placement | undefined;
  /** It is to run until it is not needed any more, and the agent reports when it is ready. */
  daemon?: boolean | undefined;
  /** What there is beside one plain container. */
  pod?: PodTask | undefined;
  /** Seconds that the container may run; the scheduler keeps the time. */
  activeDeadlineSeconds?: number | undefined;
  /** `workflow.failures` as JSON, which it gets as a file: it runs for the workflow's handler. */
  failures?: string | undefined;
  /** Instead of a container: the agent sends this request itself, and nothing above but the names is looked at. */
  http?: HTTPTask | undefined;
  /** Instead of a container: the agent lists these objects itself. */
  data?: DataTask | undefined;
}

/** Which agents may run a task, every variable resolved. */
export interface Placement {
  /** Labels that the agent has. */
  labels?: Record<string, string> | undefined;
  /** One of these holds of its labels. */
  terms?: NodeSelectorTerm[] | undefined;
  /** Taints of the agent that do not matter. */
  tolerations?: Toleration[] | undefined;
  /** What the agent must have to give, where not every agent has. */
  requests?: PodRequests | undefined;
  /** The only agent that may: what the task needs is there. */
  agentId?: string | undefined;
}

/** What a pod asks to have for itself, and what an agent has to give. */
export interface PodRequests {
  /** Thousandths of a processor. */
  milliCpu: number;
  memoryBytes: number;
  gpus: number;
}
