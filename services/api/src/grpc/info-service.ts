import { type GrpcService, grpcService } from '@tiphys/service-kit';
import { InfoServiceService } from '@tiphys/wire/argo';

/** Argo's wire that this speaks; its clients compare. */
const ARGO_VERSION = 'v4.1.2';

/**
 * Argo's InfoService, as far as it means something here.
 *
 * @param version Tiphys's own, for example `0.1.0`.
 */
export function infoService(version: string): GrpcService {
  return grpcService(InfoServiceService, {
    getVersion: async () => ({
      version: ARGO_VERSION,
      buildDate: '',
      gitCommit: '',
      gitTag: `tiphys-v${version}`,
      gitTreeState: '',
      goVersion: '',
      compiler: `node-v${process.versions.node}`,
      platform: `${process.platform}/${process.arch}`,
    }),
    getInfo: async () => ({ managedNamespace: '', links: [], modals: new Map(), navColor: '', columns: [] }),
  });
}
