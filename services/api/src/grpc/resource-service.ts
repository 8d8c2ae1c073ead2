import { type GrpcService, grpcService } from '@tiphys/service-kit';
import { ResourceServiceService } from '@tiphys/wire/tiphys';
import {
  applyDataObject,
  createDataObject,
  type DataKind,
  deleteDataObject,
  getDataObject,
  listDataObjects,
} from '../data-objects.ts';
import { ApiError } from '../errors.ts';
import type { ApiPorts } from '../ports.ts';

/** ConfigMaps and Secrets. */
export function resourceService(ports: ApiPorts): GrpcService {
  return grpcService(ResourceServiceService, {
    createResource: async ({ namespace, kind, manifest }) => {
      const object = await createDataObject(ports, kindOf(kind), namespace, jsonOf(manifest));
      return { manifest: bytesOf(object) };
    },
    applyResource: async ({ namespace, kind, manifest }) => {
      const { object, created } = await applyDataObject(ports, kindOf(kind), namespace, jsonOf(manifest));
      return { manifest: bytesOf(object), created };
    },
    getResource: async ({ namespace, kind, name }) => ({
      manifest: bytesOf(await getDataObject(ports, kindOf(kind), namespace, name)),
    }),
    listResources: async ({ namespace, kind }) => ({
      manifests: (await listDataObjects(ports, kindOf(kind), namespace)).map(bytesOf),
    }),
    deleteResource: async ({ namespace, kind, name }) => {
      await deleteDataObject(ports, kindOf(kind), namespace, name);
      return {};
    },
  });
}

function kindOf(kind: string): DataKind {
  if (kind === 'ConfigMap' || kind === 'Secret') return kind;
  throw new ApiError('invalid_argument', 'kind: ConfigMap or Secret');
}

/** What is no JSON may be a secret all the same: it is not told. */
function jsonOf(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(Buffer.from(bytes).toString('utf8'));
  } catch {
    throw new ApiError('invalid_argument', 'the manifest is no JSON');
  }
}

function bytesOf(object: unknown): Buffer {
  return Buffer.from(JSON.stringify(object), 'utf8');
}
