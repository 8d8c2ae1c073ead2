import { posix } from 'node:path';
import type { PodContainer } from '@tiphys/engine';
import type { VolumeMount } from '@tiphys/spec';
import type Docker from 'dockerode';
import type { MountConfig } from 'dockerode';
import { pack } from 'tar-stream';
import type { StartOrder } from '../../runtime.ts';
import { RuntimeError } from '../../runtime-error.ts';
import { archiveBelow } from '../archive-below.ts';
import { fileStat } from '../archive-of.ts';
import { NOT_FOUND, statusOf, toRuntimeError } from '../docker-error.ts';
import { callDeadline, engineGet } from '../engine-call.ts';
import { putArchive } from '../put-archive.ts';
import { readAll } from '../read-stream.ts';
import { type PlannedVolume, volumeMount } from './planned-volume.ts';
import { ROOT_INPUTS } from './root-inputs.ts';

const DIRECTORY_MODE = 0o777;
const SET_GROUP = 0o2000;
/** Go's os.ModeSymlink. */
const SYMLINK = 0x8000000;

/** The volumes of one pod, through the container that holds them. */
export class PodVolumes {
  readonly #docker: Docker;
  readonly #holder: Docker.Container | undefined;
  readonly #planned: ReadonlyMap<string, PlannedVolume>;

  constructor(docker: Docker, holder: Docker.Container | undefined, planned: readonly PlannedVolume[]) {
    this.#docker = docker;
    this.#holder = holder;
    this.#planned = new Map(planned.map((one) => [one.volume.name, one]));
  }

  /**
   * Makes the volumes ready: folders that everybody, or the pod's group, may write to, and the files of ConfigMaps and
   * Secrets. Done again after a crash it changes nothing.
   *
   * @param fresh names of volumes that the engine has just made.
   */
  async fill(order: StartOrder, fresh: ReadonlySet<string>): Promise<void> {
    const { fsGroup } = order.task.pod?.securityContext ?? {};
    const archive = pack();
    for (const planned of this.#planned.values()) {
      if (planned.name === undefined || (planned.isClaim && !fresh.has(planned.name))) continue;
      const mode = fsGroup === undefined ? DIRECTORY_MODE : DIRECTORY_MODE | SET_GROUP;
      const folder = planned.holderPath.slice(1);
      const owner = fsGroup === undefined ? {} : { gid: fsGroup };
      archive.entry({ name: `${folder}/`, type: 'directory', mode, ...owner });
      const files = order.volumeFiles?.get(planned.volume.name) ?? [];
      for (const parent of parents(files.map(({ path }) => path))) {
        archive.entry({ name: `${folder}/${parent}/`, type: 'directory', mode: 0o755, ...owner });
      }
      for (const file of files) {
        archive.entry({ name: `${folder}/${file.path}`, mode: file.mode, ...owner }, Buffer.from(file.data));
      }
    }
    archive.finalize();
    const body = await readAll(archive as AsyncIterable<Uint8Array>);
    try {
      await this.#holder?.putArchive(body, { path: '/', abortSignal: callDeadline() });
    } catch (error) {
      throw toRuntimeError(error);
    }
  }

  /** Puts the input artifacts there that lie directly below the root, where there is a volume for them. */
  async putRootInputs({ archives = [], task }: StartOrder): Promise<void> {
    const planned = this.#planned.get(ROOT_INPUTS);
    if (planned === undefined || this.#holder === undefined) return;
    const names = new Set((task.inputArtifacts ?? []).map(({ path }) => posix.resolve('/', path).slice(1)));
    for (const archive of archives) {
      await putArchive(this.#holder, archiveBelow(archive, '/', names), planned.holderPath).catch((error) => {
        throw statusOf(error) === undefined ? error : toRuntimeError(error);
      });
    }
  }

  /**
   * What a container mounts.
   *
   * @throws RuntimeError invalid_task.
   */
  async mountsOf(container: PodContainer): Promise<{ mounts: MountConfig; binds: string[] }> {
    const mounts: MountConfig = [];
    const binds: string[] = [];
    for (const mount of container.volumeMounts ?? []) {
      const planned = this.#planned.get(mount.name);
      if (planned === undefined) {
        throw new RuntimeError('invalid_task', `volume '${mount.name}' not found in workflow spec`);
      }
      const readOnly = mount.readOnly === true || planned.readOnly;
      const source = await this.#source(planned, mount);
      if (source === undefined) mounts.push(volumeMount(planned, target(mount), readOnly));
      else if (source.creates) binds.push(`${source.path}:${target(mount)}${readOnly ? ':ro' : ''}`);
      else mounts.push({ Type: 'bind', Source: source.path, Target: target(mount), ReadOnly: readOnly });
    }
    return { mounts, binds };
  }

  /** A place on the engine's host; undefined for the whole of a volume. */
  async #source(
    planned: PlannedVolume,
    { subPath = '' }: VolumeMount,
  ): Promise<{ path: string; creates: boolean } | undefined> {
    const { hostPath, name } = planned;
    if (subPath === '') {
      return hostPath === undefined ? undefined : { path: hostPath, creates: planned.createsPath };
    }
    const inside = posix.normalize(subPath);
    if (posix.isAbsolute(inside) || inside.split('/').includes('..')) {
      throw new RuntimeError('invalid_task', `subPath ${subPath}: must be relative and not contain '..'`);
    }
    if (/[:\n]/.test(inside)) throw new RuntimeError('invalid_task', `subPath ${subPath}: no such name`);
    if (hostPath !== undefined) return { path: posix.join(hostPath, inside), creates: true };
    await this.#refuseLinks(planned, inside);
    const { Mountpoint } = (await this.#inspect(name ?? '')) ?? { Mountpoint: '' };
    if (Mountpoint === '') throw new RuntimeError('engine_failed', `the volume ${name} has gone`);
    return { path: posix.join(Mountpoint, inside), creates: true };
  }

  /**
   * A link in the volume would lead the engine out of it, to any folder of its host. A pod that makes one between this
   * look and the mount can only be one that shares a claim with this one.
   */
  async #refuseLinks({ holderPath }: PlannedVolume, inside: string): Promise<void> {
    let place = holderPath;
    for (const part of inside.split('/')) {
      place = posix.join(place, part);
      const mode = await this.#modeOf(place);
      if (mode === undefined) return;
      if ((mode & SYMLINK) !== 0) {
        throw new RuntimeError('invalid_task', `subPath ${inside}: ${part} is a symbolic link`);
      }
    }
  }

  async #modeOf(path: string): Promise<number | undefined> {
    return this.#holder === undefined ? undefined : (await fileStat(this.#holder, path))?.mode;
  }

  /** Of the claims' volumes, those that the engine does not have yet. */
  async missingClaims(): Promise<Set<string>> {
    const claims = [...this.#planned.values()].filter(({ isClaim }) => isClaim);
    const missing = new Set<string>();
    for (const { name = '' } of claims) {
      if ((await this.#inspect(name)) === undefined) missing.add(name);
    }
    return missing;
  }

  async #inspect(name: string): Promise<{ Mountpoint: string } | undefined> {
    try {
      return (await engineGet(this.#docker.modem, `/volumes/${name}`)) as { Mountpoint: string };
    } catch (error) {
      if (statusOf(error) === NOT_FOUND) return undefined;
      throw toRuntimeError(error);
    }
  }
}

function target({ mountPath }: VolumeMount): string {
  if (!posix.isAbsolute(mountPath) || /[:\n]/.test(mountPath)) {
    throw new RuntimeError('invalid_task', `mountPath ${mountPath}: must be absolute and not contain ':'`);
  }
  return mountPath;
}

/** The folders of paths, outer ones first. */
function parents(paths: readonly string[]): string[] {
  const folders = new Set<string>();
  for (const path of paths) {
    const parts = path.split('/');
    for (let count = 1; count < parts.length; count += 1) folders.add(parts.slice(0, count).join('/'));
  }
  return [...folders];
}
