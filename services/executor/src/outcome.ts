import type { AttemptOutcome, ContainerOutcome } from '@tiphys/engine';
import type { ContainerExit, SetContainerExit } from '@tiphys/runtime';
import type { Outputs } from '@tiphys/spec';

export const CANCELLED_BEFORE_START = 'cancelled before its container was started';

/** What Argo's executor ends with where it cannot start a container. */
const NOT_STARTED_CODE = 64;

/**
 * How a container that ran has ended, in Argo's words (workflow/controller/operator.go, inferFailedReason): the
 * container's name, the reason as the kubelet gives it, the exit code, and the message where there is one.
 *
 * @param outputs what was collected; kept for a failed attempt too.
 */
export function exitOutcome(exit: ContainerExit, outputs: Outputs): AttemptOutcome {
  const withCode = { ...outputs, exitCode: String(exit.exitCode) };
  if (exit.containers !== undefined) return setOutcome(exit.containers, outputs);
  if (exit.exitCode === 0) return { phase: 'Succeeded', outputs: withCode };
  const reason = `main: ${exit.oomKilled ? 'OOMKilled' : 'Error'} (exit code ${exit.exitCode})`;
  const message = exit.error === undefined ? reason : `${reason}: ${exit.error}`;
  return { phase: 'Failed', message, outputs: withCode };
}

/**
 * How a set of containers has ended: it fails where one of them does, with the message of the first. The exit code is
 * that of the container named main.
 */
function setOutcome(ends: readonly SetContainerExit[], outputs: Outputs): AttemptOutcome {
  const containers = ends.map(containerOutcome);
  const code = ends.find(({ name }) => name === 'main')?.exitCode;
  const all = { ...outputs, ...(code === undefined ? {} : { exitCode: String(code) }) };
  const failed = containers.find(({ phase }) => phase !== 'Succeeded');
  if (failed === undefined) return { phase: 'Succeeded', outputs: all, containers };
  return { phase: 'Failed', message: failed.message, outputs: all, containers };
}

/** One that waited for another that failed is an Error, as where Argo's executor gives up (exit code 64). */
function containerOutcome({ name, exitCode, oomKilled, error }: SetContainerExit): ContainerOutcome {
  if (exitCode === 0) return { name, phase: 'Succeeded' };
  const reason = `${name}: ${oomKilled ? 'OOMKilled' : 'Error'} (exit code ${exitCode ?? NOT_STARTED_CODE})`;
  const message = error === undefined ? reason : `${reason}: ${error}`;
  return { name, phase: exitCode === undefined ? 'Error' : 'Failed', message };
}

/** An attempt whose container was not started. One that failed itself, before the main one, is a failure. */
export function startOutcome(error: Error & { code?: unknown }): AttemptOutcome {
  return { phase: error.code === 'init_failed' ? 'Failed' : 'Error', message: error.message };
}

/** Argo's words for a pod that is not there any more, and who misses it. */
export function goneOutcome(agentId: string): AttemptOutcome {
  return errorOutcome(`pod deleted: its container was removed while agent ${agentId} was away`);
}

/** An attempt that came to nothing for a reason that is not its program's. */
export function errorOutcome(message: string): AttemptOutcome {
  return { phase: 'Error', message };
}
