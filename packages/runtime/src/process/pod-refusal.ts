import type { ContainerSettings, ContainerTask, PodTask } from '@tiphys/engine';
import { RuntimeError } from '../runtime-error.ts';

/** What of a pod means nothing, or the same, for a process of the host. */
const HARMLESS: ReadonlySet<keyof PodTask> = new Set([
  'labels',
  'annotations',
  'imagePullSecrets',
  'hostNetwork',
  'terminationGracePeriodSeconds',
]);
const HARMLESS_SETTINGS: ReadonlySet<keyof ContainerSettings> = new Set([
  'imagePullPolicy',
  'ports',
  'readinessProbe',
]);

/**
 * Refuses, by its name, what only a container engine can do.
 *
 * @throws RuntimeError invalid_task.
 */
export function refusePod({ pod }: ContainerTask): void {
  const { settings = {}, ...rest } = pod ?? {};
  const fields = Object.keys(rest) as (keyof PodTask)[];
  const ofContainer = Object.keys(settings) as (keyof ContainerSettings)[];
  const field =
    fields.find((name) => !HARMLESS.has(name)) ?? ofContainer.find((name) => !HARMLESS_SETTINGS.has(name));
  const isCommand = settings.readinessProbe?.exec !== undefined;
  if (field === undefined && !isCommand) return;
  const name = field === 'set' ? 'containerSet' : (field ?? 'readinessProbe.exec');
  throw new RuntimeError('invalid_task', `${name}: needs a container engine, the process runtime has none`);
}
