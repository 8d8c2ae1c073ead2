import { TiphysClient } from '@tiphys/client';
import type { Workflow } from '@tiphys/spec';
import { startStandalone } from 'tiphys/standalone';

const NAMESPACE = 'default';

/**
 * Gives a client of a whole installation of its own, which is gone afterwards.
 *
 * @param runtime `simulated`: containers that end at once and cost nothing.
 */
export async function withTiphys(
  runtime: 'docker' | 'simulated',
  use: (client: TiphysClient) => Promise<void>,
): Promise<void> {
  const standalone = await startStandalone({
    port: 0,
    ephemeral: true,
    runtime,
    notice: (line) => console.error(line),
  });
  const client = TiphysClient.connect({ address: standalone.address });
  try {
    await use(client);
  } finally {
    client.close();
    await standalone.stop();
  }
}

/** Submits, and watches until it has ended. @throws where it does not succeed. */
export async function finishedWorkflow(client: TiphysClient, manifest: Workflow): Promise<void> {
  const { metadata } = await client.createWorkflow(NAMESPACE, manifest);
  const stop = new AbortController();
  const query = { fieldSelector: `metadata.name=${metadata.name}`, resourceVersion: '0' };
  for await (const { object } of client.watchWorkflows(NAMESPACE, query, stop.signal)) {
    if ((object.status?.finishedAt ?? null) === null) continue;
    if (object.status?.phase !== 'Succeeded') {
      throw new Error(`${metadata.name} ended ${object.status?.phase}: ${object.status?.message}`);
    }
    break;
  }
  stop.abort();
}
