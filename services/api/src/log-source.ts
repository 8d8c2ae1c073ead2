import type { LogChunk } from '@tiphys/event-log';
import type { Workflow } from '@tiphys/spec';
import { ApiError } from './errors.ts';
import { getWorkflow } from './get-workflow.ts';
import { LineSplitter, type LogLine } from './log-lines.ts';
import type { ApiPorts } from './ports.ts';

/** The lines that are there, in the order in which they came; those that have not ended last. */
export async function* storedLines(
  ports: ApiPorts,
  uid: string,
  signal: AbortSignal,
): AsyncIterable<LogLine> {
  const splitter = new LineSplitter();
  for await (const chunk of ports.logs.read({ uid, follow: false }, signal)) yield* splitter.add(chunk);
  yield* splitter.flush();
}

/**
 * The lines that are there, and those that come, until the workflow has ended and all that it wrote has been told.
 * An agent writes an attempt's end marker before it reports the end, so once the workflow has finished everything is
 * stored.
 */
export async function* followedLines(
  ports: ApiPorts,
  workflow: Workflow,
  signal: AbortSignal,
): AsyncIterable<LogLine> {
  const uid = workflow.metadata.uid ?? '';
  const stop = new AbortController();
  const both = AbortSignal.any([signal, stop.signal]);
  const finished = workflowFinished(ports, workflow, both);
  const splitter = new LineSplitter();
  const told = new ToldChunks();
  try {
    const chunks = ports.logs.read({ uid, follow: true }, both)[Symbol.asyncIterator]();
    let next = chunks.next();
    for (;;) {
      const first = await Promise.race([next, finished]);
      if (first === FINISHED) break;
      if (first.done === true) return;
      if (told.add(first.value)) yield* splitter.add(first.value);
      next = chunks.next();
    }
    // The read that waits is given up; its chunk, if it comes, is among those that are stored.
    next.catch(() => undefined);
    for await (const chunk of ports.logs.read({ uid, follow: false }, signal)) {
      if (told.add(chunk)) yield* splitter.add(chunk);
    }
    yield* splitter.flush();
  } finally {
    stop.abort();
    await finished.catch(() => undefined);
  }
}

/** Where the output of each attempt has been told to. */
class ToldChunks {
  readonly #next = new Map<string, number>();
  readonly #ended = new Set<string>();

  /** @returns whether the chunk is new. */
  add({ attempt, offset, data, end }: LogChunk): boolean {
    const key = `${attempt.nodeId}/${attempt.attempt}`;
    if (this.#ended.has(key) || offset < (this.#next.get(key) ?? 0)) return false;
    this.#next.set(key, offset + data.length);
    if (end) this.#ended.add(key);
    return true;
  }
}

const FINISHED = Symbol('finished');

/** Resolves when the workflow has finished, was deleted, or the signal says so. */
async function workflowFinished(
  ports: ApiPorts,
  workflow: Workflow,
  signal: AbortSignal,
): Promise<typeof FINISHED> {
  const { namespace = '', name = '', uid } = workflow.metadata;
  const query = { namespace, labelSelector: '', fieldSelector: `metadata.name=${name}`, sinceVersion: 0 };
  let seen = false;
  for await (const change of ports.status.watch(query, signal)) {
    if (change.kind === 'bookmark') {
      // Deleted before the watch began: nothing will be told of it any more.
      if (!seen && (await isGone(ports, workflow))) break;
      continue;
    }
    if (change.uid !== uid) continue;
    seen = true;
    const status = change.kind === 'modified' ? change.patch.status : change.workflow.status;
    if (change.kind === 'deleted' || (status?.finishedAt ?? null) !== null) break;
  }
  return FINISHED;
}

async function isGone(ports: ApiPorts, { metadata }: Workflow): Promise<boolean> {
  try {
    await getWorkflow(ports, metadata.namespace ?? '', metadata.name ?? '', metadata.uid);
    return false;
  } catch (error) {
    if (error instanceof ApiError && error.code === 'not_found') return true;
    throw error;
  }
}
