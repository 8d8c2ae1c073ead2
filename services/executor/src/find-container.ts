import type { AttemptRef } from '@tiphys/event-log';
import type { AttemptContainer } from '@tiphys/runtime';
import { persistently } from './persistently.ts';
import type { ExecutorPorts } from './ports.ts';

/** The attempt's container, if there is one; asked until the engine answers. */
export function findContainer(
  ports: Pick<ExecutorPorts, 'runtime' | 'clock' | 'logger'>,
  ref: AttemptRef,
  signal: AbortSignal,
): Promise<AttemptContainer | undefined> {
  return persistently(ports, 'look for a container', () => ports.runtime.find(ref), signal);
}
