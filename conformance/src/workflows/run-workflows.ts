import { TiphysClient } from '@tiphys/client';
import { s3Missing } from '@tiphys/testkit';
import { type StandaloneOptions, startStandalone } from 'tiphys/standalone';
import type { CaseResult, Outcome } from '../case-result.ts';
import { skipped } from '../case-result.ts';
import type { Corpus, WorkflowRow } from '../corpus.ts';
import { programsCalled } from '../images/programs-called.ts';
import { rowImages } from '../images/row-images.ts';
import { ensureImages } from '../images/stand-in-images.ts';
import { requiredTemplates } from '../template-shelf.ts';
import { removeClaims } from './leftover-volumes.ts';
import { namespaceOf, runRow } from './run-row.ts';
import { S3StandIn, usesS3 } from './s3-stand-in.ts';
import { sideBySide } from './side-by-side.ts';
import { simulatedRun, unpredictable } from './simulated-run.ts';
import { reasonToSkip } from './skip-reasons.ts';

/** Rows at a time: most of what they do is to wait. */
const ROWS = 12;
/** Containers at a time. */
const PLACES = 48;

export interface WorkflowsOptions {
  runtime: 'docker' | 'simulated';
  /** No row begins later than so many seconds after the first; undefined: all of them do. */
  budgetSeconds: number | undefined;
}

/** Really runs each row that states how it ends, on an installation of its own; results in the order of their ends. */
export async function* runWorkflows(
  corpus: Corpus,
  { runtime, budgetSeconds }: WorkflowsOptions,
): AsyncGenerator<CaseResult> {
  const waiting: WorkflowRow[] = [];
  for (const row of corpus.rows) {
    const text = corpus.text(row);
    const reason =
      reasonToSkip(row, corpus, PLACES) ?? (runtime === 'simulated' ? unpredictable(text) : undefined);
    if (reason === undefined) waiting.push(row);
    else yield result(row, skipped(reason));
  }
  if (waiting.length === 0) return;
  const imagesOf = new Map(waiting.map((row) => [row, imagesFor(corpus, row)]));
  const calls = new Map<string, string[]>();
  for (const [row, images] of imagesOf) {
    for (const image of images)
      calls.set(image, [...(calls.get(image) ?? []), ...callsIn(corpus, row, image)]);
  }
  const missing = runtime === 'docker' ? await ensureImages(calls) : new Map<string, string>();
  const wantsS3 = waiting.some((row) => usesS3(corpus.text(row)));
  const s3 = wantsS3 && s3Missing() === undefined ? await S3StandIn.start() : undefined;
  const standalone = await startStandalone({
    port: 0,
    ephemeral: true,
    runtime,
    settings: { TIPHYS_CAPACITY: String(PLACES) },
    notice: (line) => console.error(line),
    ...(runtime === 'simulated' ? { simulate: simulatedRun } : {}),
  } satisfies StandaloneOptions);
  const client = TiphysClient.connect({ address: standalone.address });
  const began = performance.now();
  try {
    yield* sideBySide(waiting, ROWS, async (row) => {
      const without = imagesOf.get(row)?.find((image) => missing.has(image));
      if (without !== undefined) return result(row, skipped(missing.get(without) ?? ''));
      const rowS3 = usesS3(corpus.text(row));
      if (rowS3 && s3 === undefined) return result(row, skipped(s3Missing() ?? ''));
      const start = performance.now();
      if (budgetSeconds !== undefined && start - began > budgetSeconds * 1000) {
        return result(row, skipped(`the ${budgetSeconds} s that were given to rows are over`));
      }
      const outcome = await runRow({ client, corpus, s3: rowS3 ? s3 : undefined }, row);
      return { ...result(row, outcome), seconds: Math.round((performance.now() - start) / 100) / 10 };
    });
  } finally {
    client.close();
    await standalone.stop();
    if (runtime === 'docker') await removeClaims(waiting.map(namespaceOf));
    await s3?.stop();
  }
}

/** What a row says is run in an image, or its manifest where the row says nothing. */
function callsIn(corpus: Corpus, row: WorkflowRow, image: string): string[] {
  const { imageCommands, imageTools } = row;
  if (imageCommands === undefined && imageTools === undefined) {
    return programsCalled(corpus.manifests(row), image);
  }
  return [...(imageCommands?.[image] ?? []), ...(imageTools?.[image] ?? [])].map((call) =>
    call.replace(/^\/bin\//, ''),
  );
}

/** The images of a row, and of the templates that it needs. */
function imagesFor(corpus: Corpus, row: WorkflowRow): string[] {
  return [
    ...rowImages([
      ...corpus.manifests(row),
      ...requiredTemplates(corpus, row).map(({ manifest }) => manifest),
    ]),
  ];
}

function result(row: WorkflowRow, outcome: Outcome): CaseResult {
  return { part: 'workflows', id: row.id, class: row.class, features: row.features ?? [], outcome };
}
