import { TiphysClient } from '@tiphys/client';
import { type StandaloneOptions, startStandalone } from 'tiphys/standalone';
import type { CaseResult, Outcome } from '../case-result.ts';
import { skipped } from '../case-result.ts';
import type { Corpus, WorkflowRow } from '../corpus.ts';
import { ensureImages } from '../images/stand-in-images.ts';
import { runRow } from './run-row.ts';
import { simulatedRun, unpredictable } from './simulated-run.ts';
import { reasonToSkip } from './skip-reasons.ts';

/** Rows at a time: containers mostly wait. */
const SIDE_BY_SIDE = 4;

/** Really runs each row that states how it ends, on an installation of its own; results in the order of their ends. */
export async function* runWorkflows(
  corpus: Corpus,
  runtime: 'docker' | 'simulated',
): AsyncGenerator<CaseResult> {
  const waiting: WorkflowRow[] = [];
  for (const row of corpus.rows) {
    const reason =
      reasonToSkip(row) ?? (runtime === 'simulated' ? unpredictable(corpus.text(row)) : undefined);
    if (reason === undefined) waiting.push(row);
    else yield result(row, skipped(reason));
  }
  if (waiting.length === 0) return;
  const images = waiting.flatMap((row) => Object.keys(row.images ?? {}));
  const missing = runtime === 'docker' ? await ensureImages(images) : new Map<string, string>();
  const standalone = await startStandalone({
    port: 0,
    ephemeral: true,
    runtime,
    notice: (line) => console.error(line),
    ...(runtime === 'simulated' ? { simulate: simulatedRun } : {}),
  } satisfies StandaloneOptions);
  const client = TiphysClient.connect({ address: standalone.address });
  try {
    yield* sideBySide(waiting, async (row) => {
      const without = Object.keys(row.images ?? {}).find((image) => missing.has(image));
      if (without !== undefined) return result(row, skipped(missing.get(without) ?? ''));
      return result(row, await runRow(client, corpus, row));
    });
  } finally {
    client.close();
    await standalone.stop();
  }
}

function result(row: WorkflowRow, outcome: Outcome): CaseResult {
  return { part: 'workflows', id: row.id, class: row.class, features: row.features ?? [], outcome };
}

/** A few at a time; each result as it comes. */
async function* sideBySide<T, R>(items: readonly T[], run: (item: T) => Promise<R>): AsyncGenerator<R> {
  const rest = items.values();
  const running = new Map<number, Promise<{ key: number; value: R }>>();
  let started = 0;
  const start = (): void => {
    const { value: item, done } = rest.next();
    if (done) return;
    const key = started++;
    running.set(
      key,
      run(item).then((value) => ({ key, value })),
    );
  };
  for (let slot = 0; slot < SIDE_BY_SIDE; slot++) start();
  while (running.size > 0) {
    const { key, value } = await Promise.race(running.values());
    running.delete(key);
    start();
    yield value;
  }
}
