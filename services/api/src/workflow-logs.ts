import type { Workflow } from '@tiphys/spec';
import { getWorkflow } from './get-workflow.ts';
import { linePattern } from './line-pattern.ts';
import type { LogLine } from './log-lines.ts';
import { followedLines, storedLines } from './log-source.ts';
import type { ApiPorts } from './ports.ts';

/** Argo's PodLogOptions, as far as they mean something here. */
export interface LogOptions {
  /** Empty: all pods of the workflow. */
  podName: string;
  follow: boolean;
  /** Regular expression of Go's; empty: every line. */
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
  const wanted = lineFilter(options);
  const workflow = await getWorkflow(ports, namespace, name);
  const { follow, tailLines } = options;
  if (tailLines === undefined) {
    const uid = workflow.metadata.uid ?? '';
    const lines = follow ? followedLines(ports, workflow, signal) : storedLines(ports, uid, signal);
    for await (const line of lines) if (wanted(line)) yield entry(line, options);
    return;
  }
  yield* withTail(ports, workflow, wanted, { ...options, tailLines }, signal);
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
  const { follow, tailLines } = options;
  const kept = new Map<string, { line: LogLine; place: number }[]>();
  const told = new Map<string, number>();
  let place = 0;
  // When following, a line that has not ended counts as one, and is told when it has, and whole.
  const isTold = (line: LogLine): boolean => line.ended || !follow;
  for await (const line of storedLines(ports, uid, signal)) {
    place += 1;
    if (isTold(line)) told.set(line.attemptKey, Math.max(line.end, told.get(line.attemptKey) ?? 0));
    if (!wanted(line)) continue;
    const ofPod = kept.get(line.podName) ?? [];
    ofPod.push({ line, place });
    if (ofPod.length > tailLines) ofPod.shift();
    kept.set(line.podName, ofPod);
  }
  const last = [...kept.values()].flat().sort((a, b) => a.place - b.place);
  for (const { line } of last) if (isTold(line)) yield entry(line, options);
  if (!follow) return;
  for await (const line of followedLines(ports, workflow, signal)) {
    if (line.end > (told.get(line.attemptKey) ?? -1) && wanted(line)) yield entry(line, options);
  }
}

function lineFilter({ podName, grep, since }: LogOptions): (line: LogLine) => boolean {
  const matches = grep === '' ? undefined : linePattern(grep);
  return (line) =>
    (podName === '' || line.podName === podName) &&
    (since === undefined || line.at >= since) &&
    (matches === undefined || matches(line.text));
}

function entry({ podName, text, at }: LogLine, { timestamps }: LogOptions): LogEntry {
  return { podName, content: timestamps ? `${new Date(at).toISOString()} ${text}` : text };
}
