import { parseQuantity, type ResourceRequirements } from '@tiphys/spec';

/** What a container without a limit may use: all of the host. */
export interface HostResources {
  cpus: number;
  memoryBytes: number;
}

/**
 * The value of a `resourceFieldRef` (`limits.cpu`, `requests.memory`, ...): in units of the divisor, rounded up, as
 * the kubelet gives it. Without a limit it is what the host has; without a request, nothing.
 *
 * @returns undefined for a resource that there is not.
 */
export function resourceField(
  { resource, divisor }: { resource: string; divisor?: string },
  resources: ResourceRequirements | undefined,
  host: HostResources,
): string | undefined {
  const [kind, name = ''] = resource.split('.');
  const ofHost = new Map([
    ['cpu', host.cpus],
    ['memory', host.memoryBytes],
  ]).get(name);
  const unit = parseQuantity(divisor === undefined || divisor === '0' ? '1' : divisor);
  if (ofHost === undefined || unit === undefined || unit <= 0n) return undefined;
  const limit = resources?.limits?.[name];
  const amounts = new Map([
    ['limits', limit ?? String(ofHost)],
    ['requests', resources?.requests?.[name] ?? limit ?? '0'],
  ]);
  const amount = parseQuantity(amounts.get(kind ?? '') ?? '');
  return amount === undefined ? undefined : String((amount + unit - 1n) / unit);
}
