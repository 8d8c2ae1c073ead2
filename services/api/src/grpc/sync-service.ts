import { type GrpcService, grpcService } from '@tiphys/service-kit';
import { SyncConfigType, SyncServiceService } from '@tiphys/wire/argo';
import { ApiError } from '../errors.ts';
import type { ApiPorts } from '../ports.ts';
import {
  createSyncLimit,
  deleteSyncLimit,
  getSyncLimit,
  type SyncLimitKey,
  updateSyncLimit,
} from '../sync-limits.ts';

interface Request {
  type?: SyncConfigType | undefined;
  namespace?: string | undefined;
  cmName?: string | undefined;
  key?: string | undefined;
}

/** Argo's SyncService: the limits of semaphores. */
export function syncService(ports: ApiPorts): GrpcService {
  return grpcService(SyncServiceService, {
    createSyncLimit: async (request) => {
      await createSyncLimit(ports, keyOf(request), request.limit ?? 0);
      return answer(request, request.limit ?? 0);
    },
    getSyncLimit: async (request) => answer(request, await getSyncLimit(ports, keyOf(request))),
    updateSyncLimit: async (request) => {
      await updateSyncLimit(ports, keyOf(request), request.limit ?? 0);
      return answer(request, request.limit ?? 0);
    },
    deleteSyncLimit: async (request) => {
      await deleteSyncLimit(ports, keyOf(request));
      return {};
    },
  });
}

function keyOf({
  type = SyncConfigType.CONFIGMAP,
  namespace = '',
  cmName = '',
  key = '',
}: Request): SyncLimitKey {
  switch (type) {
    case SyncConfigType.CONFIGMAP:
      return { type: 'configmap', namespace, cmName, key };
    case SyncConfigType.DATABASE:
      return { type: 'database', namespace, cmName: '', key };
    default:
      throw new ApiError('invalid_argument', `unsupported sync config type: ${type}`);
  }
}

function answer({ type, namespace = '', cmName = '', key = '' }: Request, limit: number) {
  const isDatabase = type === SyncConfigType.DATABASE;
  return {
    type: isDatabase ? SyncConfigType.DATABASE : SyncConfigType.CONFIGMAP,
    namespace,
    cmName: isDatabase ? '' : cmName,
    key,
    limit,
  };
}
