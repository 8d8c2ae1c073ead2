import { parseQuantity, type ResourceRequirements, type ResourcesDuration } from '@tiphys/spec';
import type { DeepReadonly } from '../state.ts';
import type { ContainerTask } from './container-task.ts';
import { containersTogether } from './pod-requests.ts';

/** What a container is taken to have that asks for nothing (Argo's util/resource/duration.go). */
const DEFAULTS: readonly (readonly [string, string])[] = [
  ['cpu', '100m'],
  ['memory', '100Mi'],
];

/** The amount of which a second is a second (ResourceQuantityDenominator). */
const DENOMINATORS: ReadonlyMap<string, string> = new Map([
  ['memory', '100Mi'],
  ['storage', '10Gi'],
  ['ephemeral-storage', '10Gi'],
]);

/**
 * For how many seconds the containers of a pod had which resources for themselves (Argo's Summaries.Duration): each
 * container's requests, else its limits, else the defaults. An indication: every container that runs beside the main
 * one is taken to run as long as the attempt, and those that ran before it are left out.
 *
 * @param milliseconds since an agent took the attempt.
 */
export function resourcesDuration(
  task: DeepReadonly<Pick<ContainerTask, 'resources' | 'pod'>>,
  milliseconds: number,
): ResourcesDuration {
  const seconds = BigInt(Math.max(0, Math.trunc(milliseconds / 1000)));
  const sum = new Map<string, number>();
  for (const container of containersTogether(task)) {
    for (const [name, text] of amounts(container.resources)) {
      const amount = milli(text);
      if (amount === undefined) continue;
      const share = (amount * seconds) / (milli(DENOMINATORS.get(name) ?? '1') ?? 1n);
      sum.set(name, (sum.get(name) ?? 0) + Number(share));
    }
  }
  return Object.fromEntries(sum);
}

function amounts(resources: DeepReadonly<ResourceRequirements> | undefined): Map<string, string> {
  const { limits = {}, requests = {} } = resources ?? {};
  const given = [...Object.entries(limits), ...Object.entries(requests)];
  return new Map([...DEFAULTS, ...given.map(([name, amount]) => [name, String(amount)] as const)]);
}

const MICRO = 1_000_000n;

/** In thousandths, rounded up, as Kubernetes' MilliValue. */
function milli(text: string): bigint | undefined {
  const nano = parseQuantity(text);
  return nano === undefined ? undefined : (nano + MICRO - 1n) / MICRO;
}
