import type { AttemptContainer } from '@tiphys/runtime';
import { type AttemptCommands, naming } from './attempt-commands.ts';
import { persistently } from './persistently.ts';
import type { ExecutorPorts } from './ports.ts';

/**
 * Tells the scheduler that a daemon is ready, which its probes say where it has some, with the address at which others
 * reach it. Done anew after a restart of the agent: the scheduler knows a repetition.
 *
 * @param signal aborted when the container has ended, which is then told by its report.
 */
export async function reportReadiness(
  ports: ExecutorPorts,
  commands: AttemptCommands,
  container: AttemptContainer,
  traceparent: string,
  signal: AbortSignal,
): Promise<void> {
  const { attempt, remains } = container;
  if (remains.daemon !== true) return;
  try {
    await persistently(ports, 'readiness of a daemon', async () => container.ready?.(signal), signal);
    const address = await persistently(ports, 'address of a daemon', () => container.address(), signal);
    await commands.ready(attempt, address, traceparent, signal);
  } catch (error) {
    if (!signal.aborted)
      ports.logger.error('a daemon cannot be reported to be ready', { ...naming(attempt), error });
  }
}
