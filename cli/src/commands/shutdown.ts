import { EXIT, type ExitCode, usageError } from '../errors.ts';
import { parseNodeSelector } from '../render/node-selector.ts';
import type { Session } from '../session.ts';
import { targetsOf } from '../targets.ts';

export interface ShutdownFlags {
  selector?: string;
  fieldSelector?: string;
  dryRun?: boolean;
}

export interface StopFlags extends ShutdownFlags {
  message?: string;
  nodeFieldSelector?: string;
}

/** `stop WORKFLOW...`: exit handlers run. */
export async function stop(session: Session, names: readonly string[], flags: StopFlags): Promise<ExitCode> {
  const nodes = flags.nodeFieldSelector ?? '';
  const parsed = parseNodeSelector(nodes);
  if (!parsed.ok) throw usageError(`unable to parse node field selector '${nodes}': ${parsed.message}`);
  const server = await session.connect();
  const options: { message?: string; nodeFieldSelector?: string } = {};
  if (flags.message) options.message = flags.message;
  if (nodes !== '') options.nodeFieldSelector = nodes;
  return forEach(session, names, flags, 'stopped', async (namespace, name) => {
    await server.stopWorkflow(namespace, name, options);
  });
}

/** `terminate WORKFLOW...`: no exit handler runs. */
export async function terminate(
  session: Session,
  names: readonly string[],
  flags: ShutdownFlags,
): Promise<ExitCode> {
  const server = await session.connect();
  return forEach(session, names, flags, 'terminated', async (namespace, name) => {
    await server.terminateWorkflow(namespace, name);
  });
}

/** Those that were named and those that the selectors find, each once. */
async function forEach(
  session: Session,
  names: readonly string[],
  flags: ShutdownFlags,
  done: string,
  act: (namespace: string, name: string) => Promise<void>,
): Promise<ExitCode> {
  const targets = await targetsOf(session, names, flags, 'requires either selector or workflow');
  for (const [name, namespace] of targets) {
    if (!flags.dryRun) await act(namespace, name);
    session.out.write(`workflow ${name} ${done}${flags.dryRun ? ' (dry-run)' : ''}\n`);
  }
  return EXIT.succeeded;
}
