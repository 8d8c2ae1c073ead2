import type { AttemptOutcome } from '@tiphys/engine';
import type { ContainerExit } from '@tiphys/runtime';
import type { Outputs } from '@tiphys/spec';

/**
 * How a container that ran has ended, in Argo's words (workflow/controller/operator.go, inferFailedReason): the
 * container's name, the reason as the kubelet gives it, the exit code, and the message where there is one.
 *
 * @param outputs what was collected; kept for a failed attempt too.
 */
export function exitOutcome(exit: ContainerExit, outputs: Outputs): AttemptOutcome {
  const withCode = { ...outputs, exitCode: String(exit.exitCode) };
  if (exit.exitCode === 0) return { phase: 'Succeeded', outputs: withCode };
  const reason = `main: ${exit.oomKilled ? 'OOMKilled' : 'Error'} (exit code ${exit.exitCode})`;
  const message = exit.error === undefined ? reason : `${reason}: ${exit.error}`;
  return { phase: 'Failed', message, outputs: withCode };
}

/** An attempt that came to nothing for a reason that is not its program's. */
export function errorOutcome(message: string): AttemptOutcome {
  return { phase: 'Error', message };
}
