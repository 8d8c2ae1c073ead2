import { EventLogError, type QueuedCommand } from '@tiphys/event-log';

/**
 * The report to take instead of one whose transition the broker will never take: outputs stand in it once for the
 * node, and again for whoever gets them as inputs. Without this the command would come again for ever.
 *
 * @param error what the append threw.
 * @returns undefined where it is another error, or the report has no outputs to leave out.
 */
export function smallerReport(queued: QueuedCommand, error: unknown): QueuedCommand | undefined {
  const { command } = queued;
  if (!(error instanceof EventLogError) || error.code !== 'payload_too_large') return undefined;
  if (command.type !== 'finishAttempt' || command.outcome.outputs === undefined) return undefined;
  const message = `the outputs are too large to be kept: ${error.message}`;
  return { ...queued, command: { ...command, outcome: { phase: 'Error', message } } };
}
