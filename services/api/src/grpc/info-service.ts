import { unary } from '@tiphys/service-kit';
import type { InfoServiceServer } from '@tiphys/wire/argo';
import { ApiError } from '../errors.ts';

/** Argo's wire that this speaks; its clients compare. */
const ARGO_VERSION = 'v4.1.2';

/** @param version Tiphys's own, for example `0.1.0`. */
export function infoService(version: string): InfoServiceServer {
  return {
    getVersion: unary(async () => ({
      version: ARGO_VERSION,
      buildDate: '1970-01-01T00:00:00Z',
      gitCommit: '',
      gitTag: `tiphys-v${version}`,
      gitTreeState: 'clean',
      goVersion: '',
      compiler: `node-${process.versions.node}`,
      platform: `${process.platform}/${process.arch}`,
    })),
    getInfo: unary(async () => ({ managedNamespace: '', links: [], modals: new Map(), navColor: '', columns: [] })),
    getUserInfo: refuse('GetUserInfo'),
    collectEvent: refuse('CollectEvent'),
  };
}

function refuse(method: string) {
  return unary(() => Promise.reject<never>(new ApiError('unimplemented', `${method}: not supported yet`)));
}
