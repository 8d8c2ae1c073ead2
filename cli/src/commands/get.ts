import { EXIT, type ExitCode, usageError } from '../errors.ts';
import type { NodeFilter } from '../render/node-selector.ts';
import { parseNodeSelector } from '../render/node-selector.ts';
import type { WorkflowView } from '../render/view.ts';
import { renderWorkflow } from '../render/workflow.ts';
import { renderYaml } from '../render/yaml.ts';
import type { Session } from '../session.ts';

export type GetOutput = 'name' | 'json' | 'yaml' | 'short' | 'wide';

export interface NodeFlags {
  status?: string;
  nodeFieldSelector?: string;
}

export interface GetFlags extends NodeFlags {
  output?: GetOutput;
}

/** `get WORKFLOW...` */
export async function get(session: Session, names: readonly string[], flags: GetFlags): Promise<ExitCode> {
  const filter = nodeFilter(flags);
  const server = await session.connect();
  for (const name of names) {
    printWorkflow(session, await server.getWorkflow(session.namespace, name), flags.output, filter);
  }
  return EXIT.succeeded;
}

/** Prints a workflow in the form asked for; the default is the header and the tree. */
export function printWorkflow(
  session: Session,
  workflow: WorkflowView,
  output: GetOutput | undefined,
  filter?: NodeFilter,
): void {
  if (output === 'name') session.out.write(`${workflow.metadata.name ?? ''}\n`);
  else if (output === 'json') session.out.write(`${JSON.stringify(workflow, null, 4)}\n`);
  else if (output === 'yaml') session.out.write(renderYaml(workflow));
  else session.out.write(renderFor(session, workflow, output ?? 'default', filter));
}

/** A workflow's header and tree in this session's style, at this moment. */
export function renderFor(
  session: Session,
  workflow: WorkflowView,
  columns: 'default' | 'wide' | 'short',
  filter?: NodeFilter,
): string {
  const options = { style: session.style, columns, now: session.now() };
  return renderWorkflow(workflow, filter === undefined ? options : { ...options, filter });
}

/**
 * The nodes that `--status` and `--node-field-selector` let through; undefined: all.
 *
 * @throws CommandError usage.
 */
export function nodeFilter(flags: NodeFlags): NodeFilter | undefined {
  if (flags.status && flags.nodeFieldSelector) {
    throw usageError('cannot use both --status and --node-field-selector');
  }
  const selector = flags.status ? `phase=${flags.status}` : flags.nodeFieldSelector;
  if (!selector) return undefined;
  const parsed = parseNodeSelector(selector);
  if (!parsed.ok) throw usageError(parsed.message);
  return parsed.matches;
}
