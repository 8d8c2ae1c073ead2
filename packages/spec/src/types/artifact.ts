/** Names one entry of a Secret; the value itself never leaves the agents. */
export interface SecretKeySelector {
  name?: string;
  key: string;
  optional?: boolean;
}

/** Where an S3 bucket is, and as whom to go there. */
export interface S3Bucket {
  /** `host:port`, without a scheme. */
  endpoint?: string;
  bucket?: string;
  region?: string;
  /** Without TLS. */
  insecure?: boolean;
  accessKeySecret?: SecretKeySelector;
  secretKeySecret?: SecretKeySelector;
  sessionTokenSecret?: SecretKeySelector;
  /** The credentials of the agent's own environment. */
  useSDKCreds?: boolean;
  createBucketIfNotPresent?: { objectLocking?: boolean };
  /** A role of AWS that the agent takes on, with what its environment gives; keys go before it. */
  roleARN?: string;
  encryptionOptions?: {
    kmsKeyId?: string;
    /** JSON. */
    kmsEncryptionContext?: string;
    /** Without it the others say nothing. */
    enableEncryption?: boolean;
    serverSideCustomerKeySecret?: SecretKeySelector;
  };
  caSecret?: SecretKeySelector;
  /** `path` or `virtual-hosted`; without it what suits the endpoint. */
  addressingStyle?: string;
}

/** Without a bucket: an object of the artifact repository. */
export interface S3Artifact extends S3Bucket {
  key?: string;
}

export interface HTTPArtifact {
  url: string;
  headers?: { name: string; value: string }[];
  auth?: {
    clientCert?: { clientCertSecret?: SecretKeySelector; clientKeySecret?: SecretKeySelector };
    /** OAuth2's client credentials. */
    oauth2?: {
      clientIDSecret?: SecretKeySelector;
      clientSecretSecret?: SecretKeySelector;
      tokenURLSecret?: SecretKeySelector;
      scopes?: string[];
      endpointParams?: { key: string; value?: string }[];
    };
    basicAuth?: { usernameSecret?: SecretKeySelector; passwordSecret?: SecretKeySelector };
  };
  saveStreamViaFile?: boolean;
}

export interface GitArtifact {
  repo: string;
  revision?: string;
  depth?: number;
  /** Refspecs to fetch besides. */
  fetch?: string[];
  usernameSecret?: SecretKeySelector;
  passwordSecret?: SecretKeySelector;
  sshPrivateKeySecret?: SecretKeySelector;
  insecureIgnoreHostKey?: boolean;
  disableSubmodules?: boolean;
  singleBranch?: boolean;
  branch?: string;
  insecureSkipTLS?: boolean;
}

export interface RawArtifact {
  data: string;
}

/**
 * Where an artifact lies; one of its members. In a task, and wherever bytes are moved, an `s3` without a bucket is an
 * object of the built-in store.
 */
export interface ArtifactLocation {
  /** Whether the logs of the container are kept beside its artifacts. */
  archiveLogs?: boolean;
  s3?: S3Artifact;
  git?: GitArtifact;
  http?: HTTPArtifact;
  raw?: RawArtifact;
}

/** How the files of an artifact are put together; one of its members. */
export interface ArchiveStrategy {
  /** Of gzip: 0 for none to 9; without it gzip's own. */
  tar?: { compressionLevel?: number };
  /** As they are; a folder becomes as many objects as it has files. */
  none?: Record<string, never>;
  zip?: Record<string, never>;
}

/** When artifacts are deleted. */
export type ArtifactGCStrategy = 'OnWorkflowCompletion' | 'OnWorkflowDeletion' | 'Never';

export interface ArtifactGC {
  strategy?: ArtifactGCStrategy | '';
}

/** Files handed to a template, or left by it. */
export interface Artifact extends ArtifactLocation {
  name: string;
  /** Where it lies in the container. */
  path?: string;
  /** Permissions of the file at the path, as a number. */
  mode?: number;
  /** A reference such as `{{steps.a.outputs.artifacts.x}}`. */
  from?: string;
  /** Also becomes an artifact of the workflow, under this name. */
  globalName?: string;
  /** Of an input: how to unpack it; without it a gzipped tar is unpacked, and everything else is not. */
  archive?: ArchiveStrategy;
  /** Need not be there. */
  optional?: boolean;
  /** Below what `from` names. */
  subPath?: string;
  /** `mode` holds for all that is below the path. */
  recurseMode?: boolean;
  /** An expr-lang expression that gives an artifact. */
  fromExpression?: string;
  artifactGC?: ArtifactGC;
  /** Set once the object is deleted. */
  deleted?: boolean;
}

/** Names a ConfigMap that says where artifacts go, and which of its keys. */
export interface ArtifactRepositoryRef {
  configMap?: string;
  key?: string;
}

/** Where the artifacts of a workflow go that do not say it themselves; without `s3` the built-in store. */
export interface ArtifactRepository {
  archiveLogs?: boolean;
  s3?: S3Bucket & {
    /** The keys of what has none, but for the file; without it `{{workflow.name}}/{{pod.name}}`. */
    keyFormat?: string;
    /** Before that key where there is no `keyFormat`. */
    keyPrefix?: string;
  };
}

/** Which repository a workflow has, and what that was when it started. */
export interface ArtifactRepositoryRefStatus extends ArtifactRepositoryRef {
  namespace?: string;
  default?: boolean;
  artifactRepository?: ArtifactRepository;
}

/** The name of the artifact that holds the logs of a node's container. */
export const MAIN_LOGS = 'main-logs';
