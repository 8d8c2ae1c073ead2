import type { ClientReadableStream } from '@grpc/grpc-js';
import { type WatchWorkflowsResponse, WatchWorkflowsResponse_Kind } from '@tiphys/wire/tiphys';

const NAMES = new Map(
  Object.entries(WatchWorkflowsResponse_Kind).map(([name, kind]) => [kind, name.replace('KIND_', '')]),
);

/** `MODIFIED a@5`, until the version has been told; the stream is cancelled then. */
export async function linesUntil(
  stream: ClientReadableStream<WatchWorkflowsResponse>,
  version: number,
): Promise<string[]> {
  const lines: string[] = [];
  for await (const line of linesOf(stream)) {
    lines.push(line);
    if (versionOf(line) >= version) break;
  }
  return lines;
}

/** Ends with the stream's error. */
export async function* linesOf(stream: ClientReadableStream<WatchWorkflowsResponse>): AsyncIterable<string> {
  try {
    for await (const item of stream) {
      const { kind, uid, version } = item as WatchWorkflowsResponse;
      yield `${NAMES.get(kind)}${uid === '' ? '' : ` ${uid.slice(4)}`}@${version}`;
    }
  } finally {
    stream.destroy();
  }
}

export function versionOf(line: string): number {
  return Number(line.slice(line.indexOf('@') + 1));
}
