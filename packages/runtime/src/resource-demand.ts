import type { ResourceRequirements } from '@tiphys/spec';
import { parseQuantity } from './quantity.ts';
import { RuntimeError } from './runtime-error.ts';

export interface ResourceAmounts {
  /** Billionths of a processor. */
  nanoCpus: number | undefined;
  memoryBytes: number | undefined;
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
 * @throws RuntimeError invalid_task, for what is no quantity and for resources other than cpu and memory.
 */
export function resourceDemand(resources: ResourceRequirements | undefined): ResourceDemand {
  const limits = amounts('limits', resources?.limits);
  const requests = amounts('requests', resources?.requests);
  return {
    limits,
    requests: {
      nanoCpus: requests.nanoCpus ?? limits.nanoCpus,
      memoryBytes: requests.memoryBytes ?? limits.memoryBytes,
    },
  };
}

function amounts(kind: 'limits' | 'requests', given: Record<string, string> | undefined): ResourceAmounts {
  const result: ResourceAmounts = { nanoCpus: undefined, memoryBytes: undefined };
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
    else
      throw new RuntimeError('invalid_task', `resources.${kind}.${name}: only cpu and memory are supported`);
  }
  return result;
}
