import type { ResourceRequirements } from '@tiphys/spec';
import { parseQuantity } from './quantity.ts';
import { RuntimeError } from './runtime-error.ts';

const GPU = 'nvidia.com/gpu';
const DISK = 'ephemeral-storage';

export interface ResourceAmounts {
  /** Billionths of a processor. */
  nanoCpus: number | undefined;
  memoryBytes: number | undefined;
  gpus: number | undefined;
}

/** What a container may use at most, and what a place for it must have free. */
export interface ResourceDemand {
  limits: ResourceAmounts;
  /** As in Kubernetes, a request that is not given is the limit. */
  requests: ResourceAmounts;
}

/**
 * Reads a container's resources.
 *
 * @throws RuntimeError invalid_task, for what is no quantity and for resources that are not known. ephemeral-storage
 *   is read, and left to the host.
 */
export function resourceDemand(resources: ResourceRequirements | undefined): ResourceDemand {
  const limits = amounts('limits', resources?.limits);
  const requests = amounts('requests', resources?.requests);
  return {
    limits,
    requests: {
      nanoCpus: requests.nanoCpus ?? limits.nanoCpus,
      memoryBytes: requests.memoryBytes ?? limits.memoryBytes,
      gpus: requests.gpus ?? limits.gpus,
    },
  };
}

function amounts(kind: 'limits' | 'requests', given: Record<string, string> | undefined): ResourceAmounts {
  const result: ResourceAmounts = { nanoCpus: undefined, memoryBytes: undefined, gpus: undefined };
  for (const [name, text] of Object.entries(given ?? {})) {
    const nano = parseQuantity(String(text));
    if (nano === undefined) {
      throw new RuntimeError(
        'invalid_task',
        `resources.${kind}.${name}: "${text}" is no quantity (try 500m, 64Mi)`,
      );
    }
    if (name === 'cpu') result.nanoCpus = Number(nano);
    else if (name === 'memory') result.memoryBytes = Math.ceil(Number(nano) / 1e9);
    else if (name === GPU) result.gpus = Math.ceil(Number(nano) / 1e9);
    else if (name !== DISK) {
      throw new RuntimeError(
        'invalid_task',
        `resources.${kind}.${name}: only cpu, memory, ${DISK} and ${GPU} are supported`,
      );
    }
  }
  return result;
}
