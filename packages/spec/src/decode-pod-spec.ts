import { decodeValue } from './decode-value.ts';
import { Decoding } from './decoding.ts';
import { object } from './fields/field.ts';
import { podSpec } from './fields/pod-spec-fields.ts';
import { formatPath } from './problem.ts';
import type { Container } from './types/container.ts';
import type { Scheduling } from './types/placement.ts';
import type { DnsConfig, HostAlias, PodSecurityContext } from './types/pod.ts';
import type { Volume } from './types/volume.ts';

/** Kubernetes' PodSpec, as far as it is honoured. */
export interface PodSpec extends Scheduling {
  containers: Container[];
  initContainers?: Container[];
  volumes?: Volume[];
  terminationGracePeriodSeconds?: number;
  hostNetwork?: boolean;
  securityContext?: PodSecurityContext;
  imagePullSecrets?: { name?: string }[];
  hostname?: string;
  hostAliases?: HostAlias[];
  dnsConfig?: DnsConfig;
}

/** Reads what a podSpecPatch has made of a pod: a value that is wrong, or a field that is not supported, is named. */
export function decodePodSpec(value: unknown): { ok: true; spec: PodSpec } | { ok: false; message: string } {
  const decoding = new Decoding();
  const decoded = decodeValue(decoding, value, object(podSpec), []);
  const [first] = decoding.problems;
  // The table says field by field what the type says.
  if (first === undefined) return { ok: true, spec: decoded as PodSpec };
  return { ok: false, message: `${formatPath(first.path)}: ${first.message}` };
}
