import { openSecret, type ResourceStore, type SecretKeys } from '@tiphys/resource-store';
import type { ConfigMap } from '@tiphys/spec';

/** What a ConfigMap or Secret cannot be used for; the message is the node's. */
export class ObjectError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'ObjectError';
  }
}

/** Reads the objects that containers refer to. Secrets are opened when a container is about to start. */
export class ObjectReader {
  readonly #resources: Pick<ResourceStore, 'get'>;
  readonly #keys: SecretKeys | undefined;

  /** @param keys absent: this agent can open no Secret. */
  constructor(resources: Pick<ResourceStore, 'get'>, keys: SecretKeys | undefined) {
    this.#resources = resources;
    this.#keys = keys;
  }

  /** The entries of a ConfigMap; undefined where there is none of that name. @throws ResourceStoreError */
  async readConfigMap(namespace: string, name: string): Promise<Map<string, Uint8Array> | undefined> {
    const found = await this.#resources.get({ kind: 'ConfigMap', namespace, name });
    if (found === undefined) return undefined;
    const { data = {}, binaryData = {} } = JSON.parse(found.body) as ConfigMap;
    return new Map([
      ...Object.entries(data).map(([key, text]) => [key, Buffer.from(text, 'utf8')] as const),
      ...Object.entries(binaryData).map(([key, text]) => [key, Buffer.from(text, 'base64')] as const),
    ]);
  }

  /**
   * The entries of a Secret; undefined where there is none of that name.
   *
   * @throws ObjectError where it cannot be opened; ResourceStoreError.
   */
  async readSecret(namespace: string, name: string): Promise<Map<string, Uint8Array> | undefined> {
    const opened = await openSecret(this.#resources, this.#keys, { namespace, name }, 'agent');
    if (opened?.ok === false) throw new ObjectError(opened.problem);
    return opened?.data;
  }
}
