import type { AttemptContainer } from '@tiphys/runtime';
import { type AttemptCommands, naming } from './attempt-commands.ts';
import { persistently } from './persistently.ts';
import type { ExecutorPorts } from './ports.ts';
import { untilReady } from './readiness-probe.ts';

/**
 * Tells the scheduler that a daemon is ready, which its readiness probe says where it has one, with the address at which others reach it. Done anew after a restart of
 * the agent: the scheduler knows a repetition.
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
    const { readinessProbe, ports: named = [] } = remains.pod?.settings ?? {};
    if (readinessProbe !== undefined) {
      const target = {
        address: address ?? '127.0.0.1',
        ports: new Map(named.map(({ name = '', containerPort }) => [name, containerPort])),
        exec: (command: readonly string[], limit: AbortSignal) => container.exec(command, limit),
      };
      await untilReady(readinessProbe, target, ports.clock, signal);
    }
    await commands.ready(attempt, address, traceparent, signal);
  } catch (error) {
    if (!signal.aborted)
      ports.logger.error('a daemon cannot be reported to be ready', { ...naming(attempt), error });
  }
}
