import type { LogChunk } from '@tiphys/event-log';
import type { Workflow } from '@tiphys/spec';
import { ApiError } from './errors.ts';
import { getWorkflow } from './get-workflow.ts';
import { LineSplitter, type LogLine } from './log-lines.ts';
import type { ApiPorts } from './ports.ts';

/** Argo's PodLogOptions, as far as they mean something here. */
export interface LogOptions {
  /** Empty: all pods of the workflow. */
  podName: string;
  follow: boolean;
  /** Regular expression; empty: every line. */
  grep: string;
  /** The last so many lines of each pod; undefined: all. */
  tailLines: number | undefined;
  /** Milliseconds since 1970; undefined: from the beginning. */
  since: number | undefined;
  timestamps: boolean;
}

export interface LogEntry {
  podName: string;
  content: string;
}

/**
 * The output of a workflow's containers, line by line, in the order in which it came; the same live and after.
 * With `follow` it ends when the workflow has.
 *
 * @throws ApiError not_found, invalid_argument for a regular expression that is none.
 */
export async function* workflowLogs(
  ports: ApiPorts,
  namespace: string,
  name: string,
  options: LogOptions,
  signal: AbortSignal,
): AsyncIterable<LogEntry> {
  const workflow = await getWorkflow(ports, namespace, name);
  const uid = workflow.metadata.uid ?? '';
  const wanted = lineFilter(options);
  const lines = options.follow ? followLines(ports, workflow, signal) : storedLines(ports, uid, signal);
  if (options.tailLines === undefined) {
    for await (const line of lines) if (wanted(line)) yield entry(line, options);
    return;
  }
  yield* withTail(ports, workflow, wanted, { ...options, tailLines: options.tailLines }, signal);
}

/** The last lines of each pod first; when following, what comes after them. */
async function* withTail(
  ports: ApiPorts,
  workflow: Workflow,
  wanted: (line: LogLine) => boolean,
  options: LogOptions & { tailLines: number },
  signal: AbortSignal,
): AsyncIterable<LogEntry> {
  const uid = workflow.metadata.uid ?? '';
  const kept = new Map<string, LogLine[]>();
  const told = new Map<string, number>();
  for await (const line of storedLines(ports, uid, signal)) {
    told.set(line.attemptKey, line.end);
    if (!wanted(line)) continue;
    const ofPod = kept.get(line.podName) ?? [];
    ofPod.push(line);
    if (ofPod.length > options.tailLines) ofPod.shift();
    kept.set(line.podName, ofPod);
  }
  for (const line of [...kept.values()].flat().sort((a, b) => a.at - b.at)) yield entry(line, options);
  if (!options.follow) return;
  for await (const line of followLines(ports, workflow, signal)) {
    if (line.end > (told.get(line.attemptKey) ?? -1) && wanted(line)) yield entry(line, options);
  }
}

async function* storedLines(ports: ApiPorts, uid: string, signal: AbortSignal): AsyncIterable<LogLine> {
  const splitter = new LineSplitter();
  for await (const chunk of ports.logs.read({ uid, follow: false }, signal)) yield* splitter.add(chunk);
  yield* splitter.flush();
}

/**
 * Follows until the workflow has ended and all that it wrote has been told. An agent writes an attempt's end marker
 * before it reports the end, so once the workflow has finished everything is stored.
 */
async function* followLines(
  ports: ApiPorts,
  workflow: Workflow,
  signal: AbortSignal,
): AsyncIterable<LogLine> {
  const uid = workflow.metadata.uid ?? '';
  const stop = new AbortController();
  const both = AbortSignal.any([signal, stop.signal]);
  const finished = workflowFinished(ports, workflow, both);
  const splitter = new LineSplitter();
  const seen = new Set<string>();
  try {
    const chunks = ports.logs.read({ uid, follow: true }, both)[Symbol.asyncIterator]();
    let next = chunks.next();
    for (;;) {
      const first = await Promise.race([next, finished]);
      if (first === FINISHED) break;
      if (first.done === true) return;
      seen.add(chunkKey(first.value));
      yield* splitter.add(first.value);
      next = chunks.next();
    }
    // The read that waits is given up; its chunk, if it comes, is among those that are stored.
    next.catch(() => undefined);
    for await (const chunk of ports.logs.read({ uid, follow: false }, signal)) {
      if (!seen.has(chunkKey(chunk))) yield* splitter.add(chunk);
    }
    yield* splitter.flush();
  } finally {
    stop.abort();
    await finished.catch(() => undefined);
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
  for await (const change of ports.status.watch(query, signal)) {
    if (change.kind === 'bookmark' || change.uid !== uid) continue;
    const status = change.kind === 'modified' ? change.patch.status : change.workflow.status;
    if (change.kind === 'deleted' || (status?.finishedAt ?? null) !== null) break;
  }
  return FINISHED;
}

function chunkKey({ attempt, offset, end }: LogChunk): string {
  return `${attempt.nodeId}/${attempt.attempt}/${offset}/${end}`;
}

function lineFilter({ podName, grep, since }: LogOptions): (line: LogLine) => boolean {
  const pattern = grep === '' ? undefined : compile(grep);
  return (line) =>
    (podName === '' || line.podName === podName) &&
    (since === undefined || line.at >= since) &&
    (pattern === undefined || pattern.test(line.text));
}

function compile(grep: string): RegExp {
  try {
    return new RegExp(grep);
  } catch (error) {
    throw new ApiError('invalid_argument', `grep: ${(error as Error).message}`, { cause: error });
  }
}

function entry({ podName, text, at }: LogLine, { timestamps }: LogOptions): LogEntry {
  return { podName, content: timestamps ? `${new Date(at).toISOString()} ${text}` : text };
}
