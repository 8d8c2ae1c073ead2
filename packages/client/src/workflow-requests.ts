/** What a caller may say of each call; the shapes are those of Argo's requests, in JSON. */
export interface CreateOptions {
  /** The server answers with the workflow as it came. */
  dryRun?: boolean;
  /** The server answers with the workflow as it would be created. */
  serverDryRun?: boolean;
}

export interface ListOptions {
  labelSelector?: string;
  fieldSelector?: string;
  /** Largest number of items; 0: no limit. */
  limit?: number;
  /** From the page before. */
  continue?: string;
  /** Which fields are wanted, in Argo's notation, for example `-items.status.nodes`; empty: all of them. */
  fields?: string;
}

export interface WatchOptions {
  labelSelector?: string;
  fieldSelector?: string;
  /** Only what changes after this version. Empty or `0`: first what is there, as ADDED. */
  resourceVersion?: string;
}

export interface LogOptions {
  podName?: string;
  /** Default `main`. */
  container?: string;
  follow?: boolean;
  /** A regular expression that the lines match. */
  grep?: string;
  /** Labels of the pods. */
  selector?: string;
  tailLines?: number;
  sinceSeconds?: number;
  /** RFC 3339. */
  sinceTime?: string;
  timestamps?: boolean;
}

export interface RetryOptions {
  /** With the selector: the nodes that it chooses run once more though they succeeded. */
  restartSuccessful?: boolean;
  nodeFieldSelector?: string;
  /** Arguments of the workflow, `name=value`. */
  parameters?: readonly string[];
}

/** What becomes of the suspend nodes that the selector chooses. */
export interface SetOptions {
  /** Kubernetes' field selector syntax, such as `displayName=approve`. */
  nodeFieldSelector: string;
  phase?: 'Succeeded' | 'Failed' | 'Error';
  message?: string;
  /** Values of outputs that are to be supplied. */
  outputParameters?: Readonly<Record<string, string>>;
}

/** What changes in the workflow before it is created. */
export interface SubmitOptions {
  name?: string;
  generateName?: string;
  entryPoint?: string;
  /** `name=value`. */
  parameters?: string[];
  /** `name=value,name=value`. */
  labels?: string;
  annotations?: string;
  priority?: number;
  serviceAccount?: string;
  /** Other keys for artifacts of the template's arguments: `name=key`. */
  artifacts?: string[];
  /** The server answers with the workflow as it would be sent to it. */
  dryRun?: boolean;
  /** The server answers with the workflow as it would be created. */
  serverDryRun?: boolean;
}

export interface StopOptions {
  message?: string;
  nodeFieldSelector?: string;
}

/** One page of a list. */
export interface WorkflowPage<W> {
  items: W[];
  /** Where the next page begins; empty after the last. */
  continue: string;
  /** How many more there are after this page, where the server knows. */
  remaining: number;
  /** A watch from here misses nothing that this page has not. */
  resourceVersion: string;
}

export interface WatchEvent<W> {
  type: 'ADDED' | 'MODIFIED' | 'DELETED';
  object: W;
}

/** A line of a container's output. */
export interface LogEntry {
  podName: string;
  content: string;
}

export interface ServerVersion {
  version: string;
  buildDate: string;
  gitCommit: string;
  gitTag: string;
  gitTreeState: string;
  goVersion: string;
  compiler: string;
  platform: string;
}
