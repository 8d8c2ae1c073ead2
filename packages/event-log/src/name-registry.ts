/** Which workflow a name means: names are unique in their namespace as long as the workflow is not deleted. */
export interface NameRegistry {
  /** @returns whether the name is now this uid's (also where it was before). */
  reserve(namespace: string, name: string, uid: string, signal?: AbortSignal): Promise<boolean>;
  lookup(namespace: string, name: string, signal?: AbortSignal): Promise<string | undefined>;
  /** Gives the name back if it is this uid's. */
  release(namespace: string, name: string, uid: string, signal?: AbortSignal): Promise<void>;
}
