import type { AttemptOutcome, ContainerOutcome } from '@tiphys/engine';
import type { ContainerExit, SetContainerExit } from '@tiphys/runtime';
import type { Outputs } from '@tiphys/spec';

export const CANCELLED_BEFORE_START = 'cancelled before its container was started';

/** What Argo's executor ends with where it cannot start a container. */
const NOT_STARTED_CODE = 64;
/** The exit codes that containers have in Argo which came to nothing. */
const REFUSED_CODES: ReadonlyMap<unknown, number | undefined> = new Map([
  ['command_not_found', NOT_STARTED_CODE],
  ['start_failed', 128],
  ['init_failed', undefined],
]);

/**
 * How a container that ran has ended, in Argo's words (workflow/controller/operator.go, inferFailedReason): the
 * container's name, the reason as the kubelet gives it, the exit code, and the message where there is one.
 *
 * @param outputs what was collected; kept for a failed attempt too.
 */
export function exitOutcome(exit: ContainerExit, outputs: Outputs): AttemptOutcome {
  const { containers, failedSidecars: [sidecar] = [] } = exit;
  const outcome = containers === undefined ? mainOutcome(exit, outputs) : setOutcome(containers, outputs);
  if (outcome.phase !== 'Succeeded' || sidecar === undefined) return outcome;
  return { ...outcome, phase: 'Failed', message: reasonOf(sidecar.name, sidecar) };
}

function mainOutcome(exit: ContainerExit, outputs: Outputs): AttemptOutcome {
  const withCode = { ...outputs, exitCode: String(exit.exitCode) };
  if (exit.exitCode === 0) return { phase: 'Succeeded', outputs: withCode };
  const reason = reasonOf('main', exit);
  const message = exit.error === undefined ? reason : `${reason}: ${exit.error}`;
  return { phase: 'Failed', message, outputs: withCode };
}

function reasonOf(
  name: string,
  { exitCode, oomKilled }: Pick<SetContainerExit, 'exitCode' | 'oomKilled'>,
): string {
  return `${name}: ${oomKilled ? 'OOMKilled' : 'Error'} (exit code ${exitCode ?? NOT_STARTED_CODE})`;
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

/** An Error is what ends as Argo's executor does where it gives up: also one that waited for another that failed. */
function containerOutcome({ name, exitCode, oomKilled, error }: SetContainerExit): ContainerOutcome {
  if (exitCode === 0) return { name, phase: 'Succeeded' };
  const reason = reasonOf(name, { exitCode, oomKilled });
  const message = error === undefined ? reason : `${reason}: ${error}`;
  const isRefused = exitCode === undefined || exitCode === NOT_STARTED_CODE;
  return { name, phase: isRefused ? 'Error' : 'Failed', message };
}

/** An attempt whose container was not started: where a pod would have one that has failed, it Failed. */
export function startOutcome({ code, message }: Error & { code?: unknown }): AttemptOutcome {
  if (!REFUSED_CODES.has(code)) return { phase: 'Error', message };
  const exitCode = REFUSED_CODES.get(code);
  return {
    phase: 'Failed',
    message,
    ...(exitCode === undefined ? {} : { outputs: { exitCode: String(exitCode) } }),
  };
}

/** Argo's words for a pod that is not there any more, and who misses it. */
export function goneOutcome(agentId: string): AttemptOutcome {
  return errorOutcome(`pod deleted: its container was removed while agent ${agentId} was away`);
}

/** An attempt that came to nothing for a reason that is not its program's. */
export function errorOutcome(message: string): AttemptOutcome {
  return { phase: 'Error', message };
}
