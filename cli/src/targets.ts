import { usageError } from './errors.ts';
import type { Session } from './session.ts';
import { listWorkflows } from './workflow-listing.ts';

export interface TargetFlags {
  selector?: string;
  fieldSelector?: string;
}

/**
 * The workflows that were named and those that the selectors find, each once, with their namespaces.
 *
 * @throws CommandError usage where neither is given.
 */
export async function targetsOf(
  session: Session,
  names: readonly string[],
  flags: TargetFlags,
  complaint: string,
): Promise<Map<string, string>> {
  const selects = Boolean(flags.selector || flags.fieldSelector);
  if (names.length === 0 && !selects) throw usageError(complaint);
  const targets = new Map(names.map((name) => [name, session.namespace]));
  if (!selects) return targets;
  const server = await session.connect();
  for (const { metadata } of await listWorkflows(server, session.namespace, flags, '', session.now())) {
    if (metadata.name !== undefined) targets.set(metadata.name, metadata.namespace ?? session.namespace);
  }
  return targets;
}
