/** What Tiphys keeps as objects of its own, since there is no Kubernetes to keep them. */
export type ResourceKind =
  | 'ConfigMap'
  | 'Secret'
  | 'WorkflowTemplate'
  | 'ClusterWorkflowTemplate'
  | 'CronWorkflow';

/** Names one object. The namespace of a cluster-wide kind is the empty text. */
export interface ResourceKey {
  kind: ResourceKind;
  namespace: string;
  name: string;
}

export interface Resource extends ResourceKey {
  /** Changes with every write, across all objects of the store: later writes have higher ones. */
  revision: number;
  /** The object as Argo's or Kubernetes' JSON; of a Secret, sealed. */
  body: string;
}

/** A change of one object; `body` is undefined where it was deleted. */
export interface ResourceChange extends ResourceKey {
  revision: number;
  body: string | undefined;
}

/** Objects by kind, namespace and name, with optimistic concurrency. Adapters: memory, JetStream's key-value store. */
export interface ResourceStore {
  get(key: ResourceKey, signal?: AbortSignal): Promise<Resource | undefined>;

  /** @param namespace absent: of all namespaces. In the order of namespace and name. */
  list(kind: ResourceKind, namespace?: string, signal?: AbortSignal): Promise<Resource[]>;

  /** @returns the new revision, or undefined where there is one of that name already. */
  create(key: ResourceKey, body: string, signal?: AbortSignal): Promise<number | undefined>;

  /**
   * @param revision what the caller has read.
   * @returns the new revision, or undefined where the object has changed or is gone.
   */
  update(key: ResourceKey, body: string, revision: number, signal?: AbortSignal): Promise<number | undefined>;

  /** @returns whether there was one. */
  delete(key: ResourceKey, signal?: AbortSignal): Promise<boolean>;

  /** The revision of the last write to the store; 0 where there was none. */
  lastRevision(signal?: AbortSignal): Promise<number>;

  /**
   * All objects that there are, then every change as it comes, until the signal; goes on by itself after a cut.
   * `onCaughtUp` is called with the revision up to which everything has been given, at first and after each gap.
   */
  watch(
    onChange: (change: ResourceChange) => void,
    onCaughtUp: (revision: number) => void,
    signal: AbortSignal,
  ): Promise<void>;
}
