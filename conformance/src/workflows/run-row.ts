import { ClientError, type TiphysClient } from '@tiphys/client';
import {
  decodeCronWorkflow,
  decodeWorkflow,
  decodeWorkflowTemplate,
  fnv1a32,
  type Problem,
  type Workflow,
  type WorkflowTemplate,
} from '@tiphys/spec';
import type { Outcome } from '../case-result.ts';
import { compared, passed, skipped } from '../case-result.ts';
import type { Corpus, WorkflowRow } from '../corpus.ts';
import { refusedOutcome } from '../refusal.ts';
import { requiredTemplates, type ShelvedTemplate, templatesIn } from '../template-shelf.ts';
import { type Plan, planOf } from './actions.ts';
import { type Ending, follow } from './follow.ts';
import { readLeniently } from './lenient-manifest.ts';
import { provideObjects, provideTemplates } from './provide-objects.ts';
import type { S3StandIn } from './s3-stand-in.ts';

/** Rows are due each minute, or after a minute of waiting for the next. */
const LONGEST_SCHEDULE_MS = 130_000;

/** What rows are run with. */
export interface Surroundings {
  client: TiphysClient;
  corpus: Corpus;
  /** The store of a row that keeps artifacts in S3. */
  s3: S3StandIn | undefined;
}

/** Of this run alone: claims of volumes are the engine's, which several runs may use. */
export function namespaceOf({ id }: WorkflowRow): string {
  const readable = id
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .slice(0, 36);
  return `c${process.pid}-${readable}-${fnv1a32(id)}`;
}

/** Submits the workflows of one row, in a namespace of its own, and compares the phase that the first ends in. */
export async function runRow(surroundings: Surroundings, row: WorkflowRow): Promise<Outcome> {
  const expected = row.expected?.phase ?? '';
  const plan = planOf(row);
  if (plan === undefined) return skipped('what is to be done to it is not known');
  const namespace = namespaceOf(row);
  try {
    const { phase, message } = await endingOf(surroundings, row, { namespace, plan });
    if (expected.split('|').includes(phase)) return passed;
    const hearsay = hearsayOf(row);
    if (hearsay === undefined) return compared(expected, `${phase}: ${message}`);
    if (phase === 'Running') return skipped('it takes longer than a test may, and no test of Argo runs it');
    return skipped(`no test of Argo says ${expected} of it, but ${hearsay}; it ends ${phase}`);
  } catch (error) {
    if (error instanceof ClientError) return refused(surroundings, row, error.message);
    return { status: 'failed', expected, actual: `${error}` };
  }
}

/** What speaks of a row's phase where no test of Argo asserts it. */
function hearsayOf({ expected, expectedBasis = '' }: WorkflowRow): string | undefined {
  if (expectedBasis.startsWith('label')) return 'its own label';
  return expected?.weak ? "its folder's name" : undefined;
}

/**
 * A manifest that Argo's controller accepts and then ends with an error is refused before it begins; one with a field
 * that docs/compatibility.md refuses with a reason is not run.
 */
function refused({ corpus }: Surroundings, row: WorkflowRow, message: string): Outcome {
  const expected = row.expected?.phase ?? '';
  const problems = fieldProblems(corpus, row);
  const refusal = problems.length === 0 ? undefined : refusedOutcome(problems, expected);
  if (refusal?.status === 'skipped') return refusal;
  const argoRefuses = (row.lintOracle ?? []).some(({ create }) => create !== null);
  const ends = argoRefuses ? /Error|Failed/ : /Error/;
  const isForLater = /not supported yet/.test(message);
  return compared(expected, ends.test(expected) && !isForLater ? expected : `refused: ${message}`);
}

/** What is wrong with the fields of a row's manifests and of the templates that it needs. */
function fieldProblems(corpus: Corpus, row: WorkflowRow): Problem[] {
  const manifests = corpus.manifests(row) as Workflow[];
  const templates = requiredTemplates(corpus, row).map(({ manifest }) => manifest);
  return [...manifests, ...templates].flatMap((manifest) => {
    const { kind } = manifest;
    switch (kind) {
      case 'Workflow':
        return problemsOf(decodeWorkflow(manifest));
      case 'CronWorkflow':
        return problemsOf(decodeCronWorkflow(manifest));
      case 'WorkflowTemplate':
      case 'ClusterWorkflowTemplate':
        return problemsOf(decodeWorkflowTemplate(manifest, kind));
      default:
        return [];
    }
  });
}

function problemsOf(decoded: { ok: true } | { ok: false; problems: Problem[] }): Problem[] {
  return decoded.ok ? [] : decoded.problems;
}

async function endingOf(
  { client, corpus, s3 }: Surroundings,
  row: WorkflowRow,
  { namespace, plan }: { namespace: string; plan: Plan },
): Promise<Ending> {
  const strict = (row.lintOracle ?? []).every(({ parseError }) => !parseError);
  const manifests = corpus.manifests(row).map((value) => {
    const manifest = (strict ? value : readLeniently(value)) as Workflow;
    return s3?.adapted(manifest) ?? manifest;
  });
  const own = templatesIn(corpus, row.id).map(({ kind, manifest }) => ({
    kind,
    manifest: strict ? manifest : (readLeniently(manifest) as WorkflowTemplate),
  }));
  const templates = [...requiredTemplates(corpus, row), ...own];
  await provideObjects(client, namespace, [...manifests, ...templates], {
    s3,
    missesConfigMaps: missesConfigMaps(row),
  });
  await provideTemplates(client, namespace, templates);
  const started = await start(client, namespace, { plan, manifests, own });
  const [name] = started;
  if (name === undefined) return { phase: '', message: 'the row has no Workflow' };
  try {
    return await follow(client, namespace, name, plan);
  } finally {
    const { items } = await client.listWorkflows(namespace);
    for (const { metadata } of items) {
      // One that deletes itself may be gone.
      await client.deleteWorkflow(namespace, metadata.name ?? '').catch(() => undefined);
    }
  }
}

/** Argo's test made none for it, and it is to err: that is what the row is about. */
function missesConfigMaps({ expected, expectedBasis, tests = [] }: WorkflowRow): boolean {
  const asserting = tests.filter(({ test }) => expectedBasis === `e2e-test:${test}`);
  return (
    expected?.phase === 'Error' &&
    asserting.length > 0 &&
    !asserting.some(({ actions = [] }) => actions.includes('CreateConfigMap'))
  );
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
      return await untilDue(client, namespace, plan, manifests);
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
  { suspend }: Plan,
  manifests: readonly Workflow[],
): Promise<string[]> {
  for (const manifest of manifests) {
    if (manifest.kind !== 'CronWorkflow') continue;
    const metadata = { ...manifest.metadata, namespace };
    const { metadata: created } = await client.crons.create(namespace, { ...manifest, metadata });
    if (suspend) {
      await client.crons.suspend(namespace, created.name ?? '');
      await client.crons.resume(namespace, created.name ?? '');
    }
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
