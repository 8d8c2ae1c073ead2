import type { LogOptions } from '@tiphys/client';
import { parseDuration } from '../duration-text.ts';
import { EXIT, type ExitCode, usageError } from '../errors.ts';
import { logColour, paint } from '../render/style.ts';
import type { Session } from '../session.ts';

export interface LogsFlags {
  container: string;
  follow?: boolean;
  since?: string;
  sinceTime?: string;
  tail?: number;
  grep?: string;
  selector?: string;
  timestamps?: boolean;
}

/** `logs WORKFLOW [POD]` */
export async function logs(
  session: Session,
  name: string,
  podName: string | undefined,
  flags: LogsFlags,
): Promise<ExitCode> {
  const options = logOptions(flags);
  if (podName !== undefined) options.podName = podName;
  await printLogs(session, session.namespace, name, options);
  return session.signal.aborted ? EXIT.interrupted : EXIT.succeeded;
}

/** Prints log lines as they come, each with its pod before it and in the pod's colour. */
export async function printLogs(
  session: Session,
  namespace: string,
  name: string,
  options: LogOptions,
): Promise<void> {
  const server = await session.connect();
  try {
    for await (const entry of server.workflowLogs(namespace, name, options, session.signal)) {
      const line = paint(session.style, logColour(entry.podName), `${entry.podName}: ${entry.content}`);
      session.out.write(`${line}\n`);
      await session.out.drained();
    }
  } catch (error) {
    if (!session.signal.aborted) throw error;
  }
}

function logOptions(flags: LogsFlags): LogOptions {
  if (flags.since !== undefined && flags.sinceTime !== undefined) {
    throw usageError('--since-time and --since cannot be used together');
  }
  const options: LogOptions = { container: flags.container };
  if (flags.follow) options.follow = true;
  if (flags.timestamps) options.timestamps = true;
  if (flags.grep !== undefined) options.grep = flags.grep;
  if (flags.selector !== undefined) options.selector = flags.selector;
  if (flags.tail !== undefined && flags.tail >= 0) options.tailLines = flags.tail;
  if (flags.since !== undefined)
    options.sinceSeconds = Math.floor(parseDuration('--since', flags.since) / 1000);
  if (flags.sinceTime !== undefined) {
    if (Number.isNaN(Date.parse(flags.sinceTime))) {
      throw usageError(`invalid time "${flags.sinceTime}" for --since-time: expected RFC 3339`);
    }
    options.sinceTime = flags.sinceTime;
  }
  return options;
}
