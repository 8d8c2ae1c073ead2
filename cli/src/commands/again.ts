import type { RetryOptions } from '@tiphys/client';
import type { Workflow } from '@tiphys/spec';
import { EXIT, type ExitCode, usageError } from '../errors.ts';
import { parseNodeSelector } from '../render/node-selector.ts';
import type { Session } from '../session.ts';
import { type TargetFlags, targetsOf } from '../targets.ts';
import type { WorkflowServer } from '../workflow-server.ts';
import { nodeFilter, printWorkflow } from './get.ts';
import { printLogs } from './logs.ts';
import { waitForAll } from './wait.ts';
import { watchUntilFinished } from './watch.ts';

export interface AgainFlags extends TargetFlags {
  /** `name=value`. */
  parameter?: string[];
  output?: 'name' | 'json' | 'yaml' | 'wide';
  wait?: boolean;
  watch?: boolean;
  log?: boolean;
}

export interface RetryFlags extends AgainFlags {
  restartSuccessful?: boolean;
  nodeFieldSelector?: string;
}

/** `retry WORKFLOW...`: what failed runs once more. */
export async function retry(
  session: Session,
  names: readonly string[],
  flags: RetryFlags,
): Promise<ExitCode> {
  const options = retryOptions(flags);
  return again(session, names, flags, 'requires either node field selector or workflow', (server, at) =>
    server.retryWorkflow(at.namespace, at.name, options),
  );
}

/** @throws CommandError usage. */
export function retryOptions(flags: RetryFlags): RetryOptions {
  const nodes = flags.nodeFieldSelector ?? '';
  const parsed = parseNodeSelector(nodes);
  if (!parsed.ok) throw usageError(`unable to parse node field selector '${nodes}': ${parsed.message}`);
  return {
    ...(flags.restartSuccessful ? { restartSuccessful: true } : {}),
    ...(nodes === '' ? {} : { nodeFieldSelector: nodes }),
    ...(flags.parameter === undefined ? {} : { parameters: flags.parameter }),
  };
}

/** `resubmit WORKFLOW...`: a new workflow of each. */
export async function resubmit(
  session: Session,
  names: readonly string[],
  flags: ResubmitFlags,
): Promise<ExitCode> {
  const options = resubmitOptions(flags);
  return again(session, names, flags, 'requires either selector or workflow', (server, at) =>
    server.resubmitWorkflow(at.namespace, at.name, options),
  );
}

export type ResubmitFlags = AgainFlags & { memoized?: boolean };

export function resubmitOptions({ memoized, parameter }: ResubmitFlags): {
  memoized?: boolean;
  parameters?: string[];
} {
  return {
    ...(memoized ? { memoized: true } : {}),
    ...(parameter === undefined ? {} : { parameters: parameter }),
  };
}

/** Has each of the workflows run once more, and follows it where it is the only one. */
async function again(
  session: Session,
  names: readonly string[],
  flags: AgainFlags,
  complaint: string,
  act: (server: WorkflowServer, at: { namespace: string; name: string }) => Promise<Workflow>,
): Promise<ExitCode> {
  const targets = await targetsOf(session, names, flags, complaint);
  const server = await session.connect();
  let last: Workflow | undefined;
  for (const [name, namespace] of targets) {
    last = await act(server, { namespace, name });
    printWorkflow(session, last, flags.output, nodeFilter({}));
  }
  if (targets.size !== 1 || last === undefined) return EXIT.succeeded;
  return follow(session, last, flags);
}

/** What `--wait`, `--watch` and `--log` ask for. */
export async function follow(session: Session, { metadata }: Workflow, flags: AgainFlags): Promise<ExitCode> {
  const { name = '', namespace = session.namespace } = metadata;
  if (flags.log) await printLogs(session, namespace, name, { container: 'main', follow: true });
  if (flags.watch) return watchUntilFinished(session, namespace, name, nodeFilter({}));
  if (!flags.wait && !flags.log) return EXIT.succeeded;
  const quiet = !flags.wait || (flags.output !== undefined && flags.output !== 'wide');
  return waitForAll(session, namespace, [name], { quiet });
}
