import { posix } from 'node:path';
import type { ContainerSettings } from '@tiphys/engine';
import type { StartOrder } from '../../runtime.ts';

/** No volume of a manifest has such a name. */
export const ROOT_INPUTS = 'tiphys inputs';

/**
 * An input artifact directly below `/` has no folder that could be a volume (see unnamedVolumes), and where the root
 * file system is read-only nothing can be put there. So it lies in a volume of the pod, and is mounted from there, as
 * Argo does with all of them.
 *
 * @returns the order with that volume and its mounts; the order itself where there is no need.
 */
export function withRootInputs(order: StartOrder): StartOrder {
  const { pod } = order.task;
  const { set, settings } = pod ?? {};
  const main = set === undefined ? settings : set.containers.find(({ name }) => name === 'main');
  const names = rootInputs(order, main);
  if (main === undefined || names.length === 0) return order;
  const volumeMounts = [
    ...(main.volumeMounts ?? []),
    ...names.map((name) => ({ name: ROOT_INPUTS, mountPath: `/${name}`, subPath: name })),
  ];
  const changed =
    set === undefined
      ? { settings: { ...settings, volumeMounts } }
      : {
          set: {
            ...set,
            containers: set.containers.map((one) => (one === main ? { ...one, volumeMounts } : one)),
          },
        };
  const volumes = [...(pod?.volumes ?? []), { name: ROOT_INPUTS, emptyDir: {} }];
  return { ...order, task: { ...order.task, pod: { ...pod, ...changed, volumes } } };
}

function rootInputs({ task }: StartOrder, main: ContainerSettings | undefined): string[] {
  if (main?.securityContext?.readOnlyRootFilesystem !== true) return [];
  const mounted = new Set((main.volumeMounts ?? []).map(({ mountPath }) => posix.resolve('/', mountPath)));
  const paths = (task.inputArtifacts ?? []).map(({ path }) => posix.resolve('/', path));
  const atRoot = paths.filter((path) => path !== '/' && posix.dirname(path) === '/' && !mounted.has(path));
  return [...new Set(atRoot)].map((path) => path.slice(1));
}
