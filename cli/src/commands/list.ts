import { EXIT, type ExitCode } from '../errors.ts';
import { renderWorkflowList } from '../render/workflow-list.ts';
import { renderYaml } from '../render/yaml.ts';
import type { Session } from '../session.ts';
import type { SelectionFlags } from '../workflow-listing.ts';
import { listWorkflows } from '../workflow-listing.ts';

export interface ListFlags extends SelectionFlags {
  allNamespaces?: boolean;
  output?: 'name' | 'json' | 'yaml' | 'wide';
  headers: boolean;
}

/** What the table shows; the trees stay on the server. Both lists hold what the order is made from. */
const TABLE_FIELDS =
  'metadata,items.metadata,items.spec,items.status.phase,items.status.message,items.status.finishedAt,' +
  'items.status.startedAt,items.status.estimatedDuration,items.status.progress';
const NAME_FIELDS = 'metadata,items.metadata.name,items.metadata.creationTimestamp,items.status.finishedAt';

/** `list` */
export async function list(session: Session, flags: ListFlags): Promise<ExitCode> {
  const { output } = flags;
  const fields = output === undefined ? TABLE_FIELDS : output === 'name' ? NAME_FIELDS : '';
  const namespace = flags.allNamespaces ? '' : session.namespace;
  const workflows = await listWorkflows(await session.connect(), namespace, flags, fields, session.now());
  if (output === 'json') session.out.write(`${JSON.stringify(workflows, null, 2)}\n`);
  else if (output === 'yaml') session.out.write(renderYaml(workflows));
  else if (workflows.length === 0) session.out.write('No workflows found\n');
  else if (output === 'name') {
    for (const { metadata } of workflows) session.out.write(`${metadata.name ?? ''}\n`);
  } else {
    const options = {
      wide: output === 'wide',
      namespace: flags.allNamespaces === true,
      headers: flags.headers,
    };
    session.out.write(renderWorkflowList(workflows, { ...options, now: session.now() }));
  }
  return EXIT.succeeded;
}
