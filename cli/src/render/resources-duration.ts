/** The amount that one second stands for (ResourceQuantityDenominator). */
const DENOMINATORS: ReadonlyMap<string, string> = new Map([
  ['memory', '100Mi'],
  ['storage', '10Gi'],
  ['ephemeral-storage', '10Gi'],
]);

/** `0s*(1 cpu),9s*(100Mi memory)`; by name, where Argo's order is that of a Go map: any. */
export function resourcesDuration(seconds: Readonly<Record<string, number>> | undefined): string {
  return Object.entries(seconds ?? {})
    .sort(([left], [right]) => (left < right ? -1 : 1))
    .map(([resource, amount]) => `${amount}s*(${DENOMINATORS.get(resource) ?? '1'} ${resource})`)
    .join(',');
}
