import type { AttemptOutcome, ContainerTask, HTTPTask } from '@tiphys/engine';
import type { AttemptRef } from '@tiphys/event-log';
import { runDataTask } from './data/run-data-task.ts';
import type { ExecutorOptions } from './executor-options.ts';
import { type ReadSecret, runHTTPTask } from './http/run-http-task.ts';
import { ObjectError } from './object-reader.ts';
import { errorOutcome } from './outcome.ts';
import { persistently } from './persistently.ts';
import type { ExecutorPorts } from './ports.ts';

/** Ends what an agent does by itself. */
export interface AgentTaskSignals {
  /** The agent stops. */
  stop: AbortSignal;
  /** The attempt is to end. */
  cancel: AbortSignal;
}

/**
 * Does what an agent does itself, without a container. Nothing is left of it: where the agent dies before its report,
 * the task comes again and it is done again.
 *
 * @returns undefined where the task is one for a container.
 * @throws the reason of the agent's stop.
 */
export async function runAgentTask(
  ports: ExecutorPorts,
  options: Pick<ExecutorOptions, 'maxOutputBytes'>,
  ref: AttemptRef,
  task: Pick<ContainerTask, 'http' | 'data'>,
  { stop, cancel }: AgentTaskSignals,
): Promise<AttemptOutcome | undefined> {
  const { http, data } = task;
  const { namespace } = ref.workflow;
  const signal = AbortSignal.any([stop, cancel]);
  try {
    if (http !== undefined) return await request(ports, options, namespace, http, signal);
    if (data === undefined) return undefined;
    return await runDataTask(ports, namespace, data, options.maxOutputBytes, signal);
  } catch (error) {
    stop.throwIfAborted();
    if (cancel.aborted) {
      return errorOutcome(`cancelled before there was a ${http === undefined ? 'list' : 'response'}`);
    }
    if (error instanceof ObjectError) return errorOutcome(error.message);
    throw error;
  }
}

function request(
  ports: ExecutorPorts,
  options: Pick<ExecutorOptions, 'maxOutputBytes'>,
  namespace: string,
  task: HTTPTask,
  signal: AbortSignal,
): Promise<AttemptOutcome> {
  const readSecret: ReadSecret = (name, inTime) => {
    const read = () => ports.objects.readSecret(namespace, name);
    return persistently(ports, 'secret of a request', read, inTime);
  };
  return runHTTPTask(task, { clock: ports.clock, readSecret, maxBytes: options.maxOutputBytes }, signal);
}
