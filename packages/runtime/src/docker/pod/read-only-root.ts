import { posix } from 'node:path';
import type { ContainerTask, PodContainer } from '@tiphys/engine';
import type Docker from 'dockerode';
import type { MountConfig } from 'dockerode';
import type { Archive } from '../../runtime.ts';
import { archiveBelow } from '../archive-below.ts';
import { placeFile } from '../place-file.ts';
import { placedFiles } from '../placed-files.ts';
import { putArchive } from '../put-archive.ts';
import { putInputs } from '../put-inputs.ts';

/** What a task puts into a container. */
export type Inputs = Pick<ContainerTask, 'script' | 'failures' | 'inputArtifacts'>;

/**
 * An engine puts nothing into a container whose own files may not be written. So the folders of what is put there, the
 * script and the input artifacts, are volumes without a name, as they are in Argo: they begin with what the image has
 * in them, and go with the container.
 *
 * @param container the one that gets what the task puts in.
 */
export function unnamedVolumes(container: PodContainer, task: Inputs): MountConfig {
  if (!isReadOnly(container)) return [];
  const mounted = mountPaths(container);
  return foldersOf(task)
    .filter((folder) => folder !== '/' && !mounted.some((mount) => isWithin(folder, mount)))
    .map((folder) => ({ Type: 'volume', Source: '', Target: folder }));
}

/** Puts the archives and the script into a container that has been made with these volumes, and not been started. */
export async function placeInputs(
  made: Docker.Container,
  container: PodContainer,
  task: Inputs,
  archives: readonly Archive[],
): Promise<void> {
  if (!isReadOnly(container)) {
    await putInputs(made, task, archives);
    return;
  }
  const mounted = mountPaths(container);
  const folders = foldersOf(task)
    .filter((folder) => folder !== '/')
    .map((folder) => mounted.find((mount) => isWithin(folder, mount)) ?? folder);
  for (const archive of archives) {
    for (const folder of new Set(folders)) await putArchive(made, archiveBelow(archive, folder), folder);
  }
  for (const [path, text] of placedFiles(task)) {
    const folder = folders.find((one) => isWithin(path, one));
    await placeFile(made, path, text, folder);
  }
}

function isReadOnly({ securityContext }: PodContainer): boolean {
  return securityContext?.readOnlyRootFilesystem === true;
}

/** The innermost first. */
function mountPaths({ volumeMounts = [] }: PodContainer): string[] {
  const paths = volumeMounts.map(({ mountPath }) => posix.resolve('/', mountPath));
  return paths.sort((a, b) => b.length - a.length);
}

function foldersOf(task: Inputs): string[] {
  const paths = [...(task.inputArtifacts ?? []).map(({ path }) => path), ...placedFiles(task).keys()];
  return [...new Set(paths.map((path) => posix.dirname(posix.resolve('/', path))))];
}

function isWithin(path: string, folder: string): boolean {
  return path === folder || path.startsWith(`${folder}/`);
}
