import { GPU_RESOURCE } from '@tiphys/engine';
import { parseQuantity, type ResourceRequirements } from '@tiphys/spec';
import { RuntimeError } from './runtime-error.ts';

const DISK = 'ephemeral-storage';

/** What a container may use at most. */
export interface ResourceLimits {
  /** Billionths of a processor. */
  nanoCpus: number | undefined;
  memoryBytes: number | undefined;
  gpus: number | undefined;
}

/**
 * Reads a container's resources: the limits, which its engine keeps. What it requests has decided where it runs
 * (the engine's podRequests), and is looked at only for being a quantity.
 *
 * @throws RuntimeError invalid_task, for what is no quantity and for resources that are not known. ephemeral-storage
 *   is read, and left to the host.
 */
export function resourceLimits(resources: ResourceRequirements | undefined): ResourceLimits {
  amounts('requests', resources?.requests);
  return amounts('limits', resources?.limits);
}

function amounts(kind: 'limits' | 'requests', given: Record<string, string> | undefined): ResourceLimits {
  const result: ResourceLimits = { nanoCpus: undefined, memoryBytes: undefined, gpus: undefined };
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
    else if (name === GPU_RESOURCE) result.gpus = Math.ceil(Number(nano) / 1e9);
    else if (name !== DISK) {
      throw new RuntimeError(
        'invalid_task',
        `resources.${kind}.${name}: only cpu, memory, ${DISK} and ${GPU_RESOURCE} are supported`,
      );
    }
  }
  return result;
}
