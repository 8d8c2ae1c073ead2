import { ClientError, type TiphysClient } from '@tiphys/client';
import { parseYaml, type Workflow } from '@tiphys/spec';
import type { Outcome } from '../case-result.ts';
import { compared, skipped } from '../case-result.ts';
import type { Corpus, WorkflowRow } from '../corpus.ts';
import { planOf } from './actions.ts';
import { readLeniently } from './lenient-manifest.ts';
import { provideConfigMaps } from './provide-objects.ts';

/** Longest life of a row's workflow, in milliseconds. */
const PATIENCE_MS = 240_000;

/** Submits the workflows of one row, in a namespace of its own, and compares the phase that the first ends in. */
export async function runRow(client: TiphysClient, corpus: Corpus, row: WorkflowRow): Promise<Outcome> {
  const expected = row.expected?.phase ?? '';
  const namespace = `c-${row.id.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-')}`
    .slice(0, 60)
    .replace(/-+$/, '');
  try {
    const actual = await phaseOf(client, corpus, row, namespace);
    const phases = expected.split('|');
    return phases.includes(actual.phase)
      ? compared(expected, expected)
      : compared(expected, `${actual.phase}: ${actual.message}`);
  } catch (error) {
    if (!(error instanceof ClientError)) throw error;
    return refused(row, expected, error.message);
  }
}

/** A manifest that Argo's controller accepts and then ends with an error is refused before it begins. */
function refused(row: WorkflowRow, expected: string, message: string): Outcome {
  const argoRefuses = (row.lintOracle ?? []).some(({ create, parseError }) => create !== null || parseError);
  if (argoRefuses && /Error|Failed/.test(expected)) return compared(expected, expected);
  if (/needs Kubernetes/.test(message)) return skipped(`refused: ${message.replaceAll(/\[\d+\]/g, '[]')}`);
  return compared(expected, `refused: ${message}`);
}

interface Ending {
  phase: string;
  message: string;
}

async function phaseOf(
  client: TiphysClient,
  corpus: Corpus,
  row: WorkflowRow,
  namespace: string,
): Promise<Ending> {
  const strict = (row.lintOracle ?? []).every(({ parseError }) => !parseError);
  const manifests = parseYaml(corpus.text(row)).documents.map(
    ({ value }) => (strict ? value : readLeniently(value)) as Workflow,
  );
  await provideConfigMaps(client, namespace, manifests);
  const started: string[] = [];
  for (const manifest of manifests) {
    if (manifest.kind !== undefined && manifest.kind !== 'Workflow') continue;
    const { metadata } = await client.createWorkflow(namespace, {
      ...manifest,
      metadata: { ...manifest.metadata, namespace },
    });
    started.push(metadata.name ?? '');
  }
  const [name] = started;
  if (name === undefined) return { phase: '', message: 'the row has no Workflow' };
  try {
    let ending = await ended(client, namespace, name, planOf(row)?.includes('terminateRunning') ?? false);
    if (planOf(row)?.includes('retryEnded') && ending !== undefined) ending = undefined;
    return ending ?? { phase: 'Running', message: `it has not ended after ${PATIENCE_MS / 1000} s` };
  } finally {
    for (const one of started) await client.deleteWorkflow(namespace, one).catch(() => undefined);
  }
}

/** @returns undefined where it does not end in time. */
async function ended(
  client: TiphysClient,
  namespace: string,
  name: string,
  terminate: boolean,
): Promise<Ending | undefined> {
  const stop = AbortSignal.timeout(PATIENCE_MS);
  const query = { fieldSelector: `metadata.name=${name}`, resourceVersion: '0' };
  let terminated = !terminate;
  try {
    for await (const { object } of client.watchWorkflows(namespace, query, stop)) {
      const { phase = '', message = '', finishedAt, nodes = {} } = object.status ?? {};
      if ((finishedAt ?? null) !== null) return { phase, message };
      // When the handler runs where there is one: the row's test waits for it.
      const ready = Object.values(nodes).some((node) => node.phase === 'Running' && node.type === 'Pod');
      if (!terminated && ready) {
        terminated = true;
        await client.terminateWorkflow(namespace, name);
      }
    }
  } catch (error) {
    if (!stop.aborted) throw error;
  }
  return undefined;
}
