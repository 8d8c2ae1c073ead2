import type { ObjectMeta } from '@tiphys/spec';
import { ResourceServiceService } from '@tiphys/wire/tiphys';
import { ClientError } from './client-error.ts';
import type { Connection } from './connection.ts';

export type DataKind = 'ConfigMap' | 'Secret';

/** A ConfigMap or Secret as the server answers it; of a Secret every value is null. */
export interface DataObject {
  apiVersion: 'v1';
  kind: DataKind;
  metadata: ObjectMeta;
  immutable?: boolean;
  type?: string;
  data?: Record<string, string | null>;
  binaryData?: Record<string, string>;
}

/** Tiphys' own ResourceService: ConfigMaps and Secrets. All methods throw ClientError. */
export class ResourceClient {
  readonly #connection: Connection;

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  /** @param manifest Kubernetes' JSON. */
  async create(namespace: string, kind: DataKind, manifest: object): Promise<DataObject> {
    const request = { namespace, kind, manifest: bytesOf(manifest) };
    const answer = await this.#connection.unary(ResourceServiceService.createResource, request);
    return objectOf(answer.manifest);
  }

  /** Creates it, or puts it in the place of the one that is there. */
  async apply(
    namespace: string,
    kind: DataKind,
    manifest: object,
  ): Promise<{ object: DataObject; created: boolean }> {
    const request = { namespace, kind, manifest: bytesOf(manifest) };
    const answer = await this.#connection.unary(ResourceServiceService.applyResource, request);
    return { object: objectOf(answer.manifest), created: answer.created };
  }

  async get(namespace: string, kind: DataKind, name: string): Promise<DataObject> {
    const request = { namespace, kind, name };
    return objectOf((await this.#connection.unary(ResourceServiceService.getResource, request)).manifest);
  }

  /** @param namespace empty: all of them. */
  async list(namespace: string, kind: DataKind): Promise<DataObject[]> {
    const answer = await this.#connection.unary(ResourceServiceService.listResources, { namespace, kind });
    return answer.manifests.map(objectOf);
  }

  async delete(namespace: string, kind: DataKind, name: string): Promise<void> {
    await this.#connection.unary(ResourceServiceService.deleteResource, { namespace, kind, name });
  }
}

function bytesOf(manifest: object): Buffer {
  return Buffer.from(JSON.stringify(manifest), 'utf8');
}

function objectOf(bytes: Uint8Array): DataObject {
  try {
    return JSON.parse(Buffer.from(bytes).toString('utf8')) as DataObject;
  } catch (error) {
    throw new ClientError('unknown', 'the server answered with something that is no JSON', { cause: error });
  }
}
