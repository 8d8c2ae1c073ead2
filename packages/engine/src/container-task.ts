import type { EnvVar, ResourceRequirements } from '@tiphys/spec';

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
  env: EnvVar[];
  script?: ScriptFile | undefined;
  workingDir?: string | undefined;
  resources?: ResourceRequirements | undefined;
  outputFiles: OutputFile[];
  /** Whether standard output is kept as `outputs.result`. */
  includeResult: boolean;
}
