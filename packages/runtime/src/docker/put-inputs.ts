import type { ContainerTask } from '@tiphys/engine';
import type Docker from 'dockerode';
import type { Archive } from '../runtime.ts';
import { placeFile } from './place-file.ts';
import { placedFiles } from './placed-files.ts';
import { putArchive } from './put-archive.ts';

/** Puts the input artifacts, the script and the failures into a container that has been made and not been started. */
export async function putInputs(
  container: Docker.Container,
  task: Pick<ContainerTask, 'script' | 'failures'>,
  archives: readonly Archive[] = [],
): Promise<void> {
  for (const archive of archives) await putArchive(container, archive);
  for (const [path, text] of placedFiles(task)) await placeFile(container, path, text);
}
