import { type ContainerTask, containersTogether } from '@tiphys/engine';
import type { VolumeFile } from '@tiphys/runtime';
import type { DownwardFile } from '@tiphys/spec';
import { type PodFacts, podFileField } from '../environment/pod-facts.ts';
import { type HostResources, resourceField } from '../environment/resource-field.ts';
import { ObjectError } from '../object-reader.ts';

/** Whose pod is shown, and what there is of it. */
export interface DownwardSource {
  task: ContainerTask;
  facts: PodFacts;
  host: HostResources;
}

/**
 * The files of a volume that say something of the pod and its containers (Kubernetes' downwardAPI).
 *
 * @param mode of files that have none.
 * @throws ObjectError where there is no such field, container or resource.
 */
export function downwardFiles(
  items: readonly DownwardFile[],
  mode: number,
  source: DownwardSource,
): VolumeFile[] {
  return items.map((item) => ({
    path: item.path,
    mode: item.mode ?? mode,
    data: Buffer.from(valueIn(item, source), 'utf8'),
  }));
}

function valueIn(
  { fieldRef, resourceFieldRef }: DownwardFile,
  { task, facts, host }: DownwardSource,
): string {
  if (fieldRef !== undefined) {
    const value = podFileField(facts, fieldRef.fieldPath);
    if (value === undefined) throw new ObjectError(`field label not supported: ${fieldRef.fieldPath}`);
    return value;
  }
  const { containerName = '', resource = '' } = resourceFieldRef ?? {};
  const found = containerOf(task, containerName);
  if (found === undefined) throw new ObjectError(`container ${containerName} not found`);
  const value = resourceField({ ...resourceFieldRef, resource }, found.resources, host);
  if (value === undefined) throw new ObjectError(`unsupported container resource : ${resource}`);
  return value;
}

function containerOf(
  task: ContainerTask,
  name: string,
): ReturnType<typeof containersTogether>[number] | undefined {
  const all = [...containersTogether(task), ...(task.pod?.initContainers ?? [])];
  return all.find((container) => container.name === name);
}
