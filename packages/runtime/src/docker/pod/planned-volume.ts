import { posix } from 'node:path';
import { parseQuantity, type Volume } from '@tiphys/spec';
import type { MountConfig } from 'dockerode';
import type { StartOrder } from '../../runtime.ts';
import { RuntimeError } from '../../runtime-error.ts';
import { AGENT_LABEL } from '../container-labels.ts';
import { CLAIM_OF_LABEL, partLabels, partName } from './pod-parts.ts';
import type { HostAccess } from './security.ts';

const NANO = 1_000_000_000n;
const CLAIM_LABEL = 'tiphys.claim';

/** Where a volume of a pod comes from, and where the container that holds it sees it. */
export interface PlannedVolume {
  volume: Volume;
  /** The engine's name for it; undefined for a folder of the host. */
  name: string | undefined;
  /** A folder of the host. */
  hostPath: string | undefined;
  /** The engine makes a folder that is missing. */
  createsPath: boolean;
  labels: Record<string, string>;
  /** Options of the engine's local driver. */
  driverOptions: Record<string, string>;
  holderPath: string;
  /** It lasts as long as something mounts it. */
  inMemory: boolean;
  /** It belongs to a claim and outlives the pod. */
  isClaim: boolean;
  /** Nobody may write to it. */
  readOnly: boolean;
}

/**
 * Plans the volumes of a pod.
 *
 * @throws RuntimeError invalid_task.
 */
export function planVolumes(order: StartOrder, access: HostAccess): PlannedVolume[] {
  return (order.task.pod?.volumes ?? []).map((volume, index) => planVolume(order, volume, index, access));
}

function planVolume(order: StartOrder, volume: Volume, index: number, access: HostAccess): PlannedVolume {
  const sources = Object.keys(volume).filter((key) => key !== 'name');
  if (sources.length > 1) {
    throw invalid(volume, `may not have more than one source (${sources.join(', ')})`);
  }
  const planned: PlannedVolume = {
    volume,
    name: partName(order.attempt, 'volume', index),
    hostPath: undefined,
    createsPath: false,
    labels: partLabels(order, 'volume', volume.name),
    driverOptions: {},
    holderPath: `/vol/${index}`,
    inMemory: false,
    isClaim: false,
    readOnly: false,
  };
  if (volume.hostPath !== undefined) return { ...planned, ...hostFolder(volume, access), name: undefined };
  if (volume.persistentVolumeClaim !== undefined) return { ...planned, ...claimed(order, volume) };
  const { configMap, secret, downwardAPI, projected, emptyDir } = volume;
  if (secret !== undefined || (projected?.sources ?? []).some((source) => source.secret !== undefined)) {
    // What is secret is not written to the disk.
    return { ...planned, readOnly: true, inMemory: true, driverOptions: memoryOptions(undefined) };
  }
  if (configMap !== undefined || downwardAPI !== undefined || projected !== undefined) {
    return { ...planned, readOnly: true };
  }
  if (emptyDir?.medium === undefined || emptyDir.medium === '') return planned;
  if (emptyDir.medium !== 'Memory')
    throw invalid(volume, `emptyDir.medium ${emptyDir.medium} is not supported`);
  return { ...planned, inMemory: true, driverOptions: memoryOptions(emptyDir.sizeLimit) };
}

/** The volume of a claim: of the workflow, or of that name in its namespace. */
function claimed(order: StartOrder, volume: Volume): Partial<PlannedVolume> {
  const { claimName = '', readOnly = false } = volume.persistentVolumeClaim ?? {};
  const { uid, namespace } = order.attempt.workflow;
  const isOwn = order.task.pod?.workflowClaims?.includes(claimName) === true;
  return {
    name: isOwn ? `tiphys-${uid}-${plain(claimName)}` : `tiphys-pvc-${plain(namespace)}-${plain(claimName)}`,
    labels: isOwn ? workflowClaimLabels(order, claimName) : { [CLAIM_LABEL]: claimName },
    isClaim: true,
    readOnly,
  };
}

/** By these the volumes of a workflow's claims are found when it has ended. */
function workflowClaimLabels({ attempt, agentId }: StartOrder, claim: string): Record<string, string> {
  return { [CLAIM_LABEL]: claim, [CLAIM_OF_LABEL]: attempt.workflow.uid, [AGENT_LABEL]: agentId };
}

function hostFolder(volume: Volume, access: HostAccess): Partial<PlannedVolume> {
  const { path = '', type = '' } = volume.hostPath ?? {};
  const place = posix.normalize(path).replace(/(?<=.)\/$/, '');
  if (!posix.isAbsolute(path)) throw invalid(volume, `hostPath.path ${path} must be absolute`);
  const isAllowed = access.hostPaths.some(
    (folder) => place === folder || place.startsWith(folder === '/' ? '/' : `${folder}/`),
  );
  if (!isAllowed) throw invalid(volume, `hostPath ${place} is not allowed by this agent (TIPHYS_HOST_PATHS)`);
  if (type === 'FileOrCreate') throw invalid(volume, 'hostPath.type FileOrCreate is not supported');
  return { hostPath: place, createsPath: type === '' || type === 'DirectoryOrCreate' };
}

/** `df` shows a limit; without one a volume in memory may take half of it, as in Linux. */
function memoryOptions(sizeLimit: string | undefined): Record<string, string> {
  const bytes = sizeLimit === undefined ? undefined : parseQuantity(sizeLimit);
  const size = bytes === undefined ? '' : `,size=${bytes / NANO}`;
  return { type: 'tmpfs', device: 'tmpfs', o: `mode=0777${size}` };
}

/** How the pod's holder mounts a volume, which makes it where it is missing. */
export function holderMount(planned: PlannedVolume): MountConfig[number] {
  return volumeMount(planned, planned.holderPath, false);
}

/** @param readOnly for the container that mounts it. */
export function volumeMount(
  { name = '', labels, driverOptions }: PlannedVolume,
  target: string,
  readOnly: boolean,
): MountConfig[number] {
  const hasOptions = Object.keys(driverOptions).length > 0;
  return {
    Type: 'volume',
    Source: name,
    Target: target,
    ReadOnly: readOnly,
    VolumeOptions: {
      // An empty volume stays empty, whatever the image has at its place.
      NoCopy: true,
      Labels: labels,
      ...(hasOptions ? { DriverConfig: { Name: 'local', Options: driverOptions } } : {}),
    },
  } as MountConfig[number];
}

function plain(text: string): string {
  return text.replaceAll(/[^a-zA-Z0-9.-]/g, '-');
}

function invalid({ name }: Volume, reason: string): RuntimeError {
  return new RuntimeError('invalid_task', `volume "${name}": ${reason}`);
}
