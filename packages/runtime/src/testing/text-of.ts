import type { AttemptContainer } from '../runtime.ts';

/** All that a container has written, in both streams. */
export async function textOf(container: AttemptContainer): Promise<string> {
  const parts: Uint8Array[] = [];
  for await (const { data } of container.output(0, new AbortController().signal)) parts.push(data);
  return Buffer.concat(parts).toString('utf8');
}
