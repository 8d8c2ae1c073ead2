import { EXIT, type ExitCode, usageError } from '../errors.ts';
import { errorCode } from '../server-error.ts';
import type { Session } from '../session.ts';
import type { SelectionFlags } from '../workflow-listing.ts';
import { listWorkflows } from '../workflow-listing.ts';

export interface DeleteFlags extends SelectionFlags {
  all?: boolean;
  allNamespaces?: boolean;
  dryRun?: boolean;
  force?: boolean;
}

interface Target {
  readonly namespace: string;
  readonly name: string;
}

/** `delete [WORKFLOW...]`: those named and those that the flags choose. */
export async function deleteWorkflows(
  session: Session,
  names: readonly string[],
  flags: DeleteFlags,
): Promise<ExitCode> {
  if (names.length === 0 && !hasFilter(flags))
    throw usageError('requires either a workflow or other argument');
  const server = await session.connect();
  const targets: Target[] = names.map((name) => ({ namespace: session.namespace, name }));
  if (hasFilter(flags)) {
    const namespace = flags.allNamespaces ? '' : session.namespace;
    for (const { metadata } of await listWorkflows(server, namespace, flags, '', session.now())) {
      targets.push({ namespace: metadata.namespace ?? session.namespace, name: metadata.name ?? '' });
    }
  }
  if (targets.length === 0) session.out.write('No resources found\n');
  for (const { namespace, name } of targets) {
    session.out.write(`Workflow '${name}' ${await deleteOne(namespace, name)}\n`);
  }
  return EXIT.succeeded;

  async function deleteOne(namespace: string, name: string): Promise<string> {
    if (flags.dryRun) return 'deleted (dry-run)';
    try {
      await server.deleteWorkflow(namespace, name, { force: flags.force === true });
      return 'deleted';
    } catch (error) {
      if (errorCode(error) === 'not_found') return 'not found';
      throw error;
    }
  }
}

function hasFilter(flags: DeleteFlags): boolean {
  const { all, allNamespaces, completed, resubmitted, prefix, selector, fieldSelector, older, status } =
    flags;
  const switches = [all, allNamespaces, completed, resubmitted];
  return (
    switches.some(Boolean) ||
    [prefix, selector, fieldSelector, older].some(Boolean) ||
    (status?.length ?? 0) > 0
  );
}
