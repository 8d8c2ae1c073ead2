import { HOST_NAME_LABEL } from '@tiphys/engine';

/** Node's names of processors, where Go has others. */
const ARCHITECTURES: ReadonlyMap<string, string> = new Map([
  ['x64', 'amd64'],
  ['ia32', '386'],
]);

/**
 * The labels of an agent: those that a Kubernetes node has of itself, so that selectors in manifests mean what they
 * meant, and its own, which win.
 *
 * @param own `key=value`, or `key` alone for an empty value.
 * @param host containers are those of Linux, on whatever host the engine runs.
 */
export function agentLabels(
  own: readonly string[],
  host: { hostName: string; arch: string; os: string },
): Record<string, string> {
  const arch = ARCHITECTURES.get(host.arch) ?? host.arch;
  const labels: [string, string][] = [
    [HOST_NAME_LABEL, host.hostName],
    ['kubernetes.io/os', host.os],
    ['kubernetes.io/arch', arch],
    ['beta.kubernetes.io/os', host.os],
    ['beta.kubernetes.io/arch', arch],
  ];
  for (const text of own) {
    const split = text.indexOf('=');
    labels.push(split < 0 ? [text, ''] : [text.slice(0, split), text.slice(split + 1)]);
  }
  return Object.fromEntries(labels);
}
