import { ClientError, type TiphysClient } from '@tiphys/client';
import { parseYaml, type Workflow } from '@tiphys/spec';
import type { Outcome } from '../case-result.ts';
import { compared, skipped } from '../case-result.ts';
import type { Corpus, WorkflowRow } from '../corpus.ts';
import { requiredTemplates, type ShelvedTemplate, templatesIn } from '../template-shelf.ts';
import { type Plan, planOf } from './actions.ts';
import { type Ending, follow } from './follow.ts';
import { readLeniently } from './lenient-manifest.ts';
import { provideConfigMaps, provideTemplates } from './provide-objects.ts';

/** Rows are due each minute, or after a minute of waiting for the next. */
const LONGEST_SCHEDULE_MS = 130_000;

/** Submits the workflows of one row, in a namespace of its own, and compares the phase that the first ends in. */
export async function runRow(client: TiphysClient, corpus: Corpus, row: WorkflowRow): Promise<Outcome> {
  const expected = row.expected?.phase ?? '';
  const plan = planOf(row);
  if (plan === undefined) return skipped('what is to be done to it is not known');
  const namespace = `c-${row.id.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-')}`
    .slice(0, 60)
    .replace(/-+$/, '');
  try {
    const { phase, message } = await endingOf(client, corpus, row, { namespace, plan });
    if (phase === 'Running' && row.expected?.weak)
      return skipped('it takes longer than a test may, and no test of Argo runs it');
    const isExpected = expected.split('|').includes(phase);
    return compared(expected, isExpected ? expected : `${phase}: ${message}`);
  } catch (error) {
    if (!(error instanceof ClientError)) throw error;
    return refused(row, expected, error.message);
  }
}

/** A manifest that Argo's controller accepts and then ends with an error is refused before it begins. */
function refused(row: WorkflowRow, expected: string, message: string): Outcome {
  if (/needs Kubernetes/.test(message)) return skipped(`refused: ${message.replaceAll(/\[\d+\]/g, '[]')}`);
  const isForLater = /not supported yet/.test(message);
  const argoRefuses = (row.lintOracle ?? []).some(({ create }) => create !== null);
  const ends = argoRefuses ? /Error|Failed/ : /Error/;
  return compared(expected, ends.test(expected) && !isForLater ? expected : `refused: ${message}`);
}

async function endingOf(
  client: TiphysClient,
  corpus: Corpus,
  row: WorkflowRow,
  { namespace, plan }: { namespace: string; plan: Plan },
): Promise<Ending> {
  const strict = (row.lintOracle ?? []).every(({ parseError }) => !parseError);
  const manifests = parseYaml(corpus.text(row)).documents.map(
    ({ value }) => (strict ? value : readLeniently(value)) as Workflow,
  );
  const own = templatesIn(corpus, row.id);
  const templates = [...requiredTemplates(corpus, row), ...own];
  await provideConfigMaps(client, namespace, [...manifests, ...templates]);
  await provideTemplates(client, namespace, templates);
  const started = await start(client, namespace, { plan, manifests, own });
  const [name] = started;
  if (name === undefined) return { phase: '', message: 'the row has no Workflow' };
  try {
    return await follow(client, namespace, name, plan);
  } finally {
    for (const one of started) await client.deleteWorkflow(namespace, one).catch(() => undefined);
  }
}

/** @returns the names of the workflows that are there now. */
async function start(
  client: TiphysClient,
  namespace: string,
  { plan, manifests, own }: { plan: Plan; manifests: readonly Workflow[]; own: readonly ShelvedTemplate[] },
): Promise<string[]> {
  switch (plan.start) {
    case 'create':
      return await create(client, namespace, manifests);
    case 'submitFrom':
      return await submitFrom(client, namespace, own);
    case 'schedule':
      return await untilDue(client, namespace, manifests);
  }
}

async function create(
  client: TiphysClient,
  namespace: string,
  manifests: readonly Workflow[],
): Promise<string[]> {
  const names: string[] = [];
  for (const manifest of manifests) {
    if (manifest.kind !== undefined && manifest.kind !== 'Workflow') continue;
    const metadata = { ...manifest.metadata, namespace };
    const created = await client.createWorkflow(namespace, { ...manifest, metadata });
    names.push(created.metadata.name ?? '');
  }
  return names;
}

async function submitFrom(
  client: TiphysClient,
  namespace: string,
  templates: readonly ShelvedTemplate[],
): Promise<string[]> {
  const [first] = templates;
  if (first === undefined) return [];
  const resource = { kind: first.kind.toLowerCase(), name: first.manifest.metadata.name ?? '' };
  const { metadata } = await client.submitWorkflow(namespace, resource);
  return [metadata.name ?? ''];
}

/** Creates the CronWorkflow, and waits for the first workflow that it makes; then it makes no more. */
async function untilDue(
  client: TiphysClient,
  namespace: string,
  manifests: readonly Workflow[],
): Promise<string[]> {
  for (const manifest of manifests) {
    if (manifest.kind !== 'CronWorkflow') continue;
    const metadata = { ...manifest.metadata, namespace };
    const { metadata: created } = await client.crons.create(namespace, { ...manifest, metadata });
    const stop = AbortSignal.timeout(LONGEST_SCHEDULE_MS);
    try {
      for await (const { object } of client.watchWorkflows(namespace, {}, stop)) {
        return [object.metadata.name ?? ''];
      }
    } catch (error) {
      if (!stop.aborted) throw error;
    } finally {
      await client.crons.delete(namespace, created.name ?? '');
    }
  }
  return [];
}
