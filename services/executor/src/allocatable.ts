import { GPU_RESOURCE, LEAST_ALLOCATABLE, lacking, type PodRequests } from '@tiphys/engine';
import { parseQuantity } from '@tiphys/spec';
import type { HostResources } from './environment/resource-field.ts';

const NANO = 1e9;

/**
 * What an agent has to give: all of its host, and no devices, but for what it is told.
 *
 * @param texts `cpu=8`, `memory=32Gi`, `nvidia.com/gpu=2`.
 * @returns the amounts, or what is wrong with the texts. An agent has at least LEAST_ALLOCATABLE: who asks for no
 *   more is sent to any.
 */
export function readAllocatable(
  texts: readonly string[],
  host: HostResources,
): { allocatable: PodRequests } | { problem: string } {
  const allocatable = {
    milliCpu: Math.max(LEAST_ALLOCATABLE.milliCpu, host.cpus * 1_000),
    memoryBytes: Math.max(LEAST_ALLOCATABLE.memoryBytes, host.memoryBytes),
    gpus: 0,
  };
  for (const text of texts) {
    const [name = '', amount = ''] = text.split('=');
    const nano = parseQuantity(amount);
    if (nano === undefined) return { problem: `"${text}" is not like cpu=8, memory=32Gi` };
    if (name === 'cpu') allocatable.milliCpu = Math.floor(Number(nano) / (NANO / 1_000));
    else if (name === 'memory') allocatable.memoryBytes = Math.floor(Number(nano) / NANO);
    else if (name === GPU_RESOURCE) allocatable.gpus = Math.floor(Number(nano) / NANO);
    else return { problem: `"${text}": only cpu, memory and ${GPU_RESOURCE} are known` };
  }
  const [short] = lacking(LEAST_ALLOCATABLE, allocatable);
  return short === undefined
    ? { allocatable }
    : { problem: `${short}: an agent has at least one processor and 1Gi` };
}
