import { matchesNode, parseNodeSelector } from '@tiphys/engine';
import { type NodeStatus, nodeId, type Workflow } from '@tiphys/spec';
import { type ArchivedKey, getArchived, named } from './archived-workflows.ts';
import { createWorkflow } from './create-workflow.ts';
import { ApiError } from './errors.ts';
import { parameterOverrides } from './parameter-overrides.ts';
import type { ApiPorts } from './ports.ts';
import { resubmitted, reusedNodes } from './resubmit-workflow.ts';

export interface RetryOptions {
  restartSuccessful: boolean;
  nodeFieldSelector: string;
  /** `name=value`. */
  parameters: readonly string[];
}

/**
 * Takes a workflow back from the archive, under its name, and runs what has failed (Argo's RetryArchivedWorkflow). Its
 * history is gone, so that it is made anew, as a memoized resubmit is: pods that succeeded do not run again, and what
 * follows them has their outputs.
 *
 * @throws ApiError not_found; already_exists where a workflow has its name; invalid_argument.
 */
export async function retryArchived(
  ports: ApiPorts,
  key: ArchivedKey,
  options: RetryOptions,
  traceparent: string,
): Promise<Workflow> {
  const old = await getArchived(ports, named(key));
  const { name = '', namespace = '' } = old.metadata;
  if ((await ports.names.lookup(namespace, name)) !== undefined) {
    throw new ApiError(
      'already_exists',
      `Workflow already exists on cluster, use argo retry ${name} instead`,
    );
  }
  const again = restarted(old, options);
  const { metadata, spec } = resubmitted(old, parameterOverrides(options.parameters));
  const { generateName: _generated, ...rest } = metadata;
  const { 'workflows.argoproj.io/resubmitted-from-workflow': _from, ...labels } = metadata.labels ?? {};
  const before = old.metadata.labels?.['workflows.argoproj.io/resubmitted-from-workflow'];
  if (before !== undefined) labels['workflows.argoproj.io/resubmitted-from-workflow'] = before;
  return createWorkflow(
    ports,
    namespace,
    { metadata: { ...rest, name, labels }, spec },
    { dryRun: false, reusedNodes: () => keptNodes(old, again) },
    traceparent,
  );
}

/** Nodes that run again though they succeeded: those that are chosen, and all that came of them. */
function restarted(old: Workflow, { restartSuccessful, nodeFieldSelector }: RetryOptions): Set<string> {
  const { phase = '', nodes = {} } = old.status ?? {};
  const chooses = restartSuccessful && nodeFieldSelector !== '';
  if (phase === 'Succeeded' && !chooses) {
    throw new ApiError(
      'invalid_argument',
      'To retry a succeeded workflow, set the options restartSuccessful and nodeFieldSelector',
    );
  }
  if (phase !== 'Succeeded' && phase !== 'Failed' && phase !== 'Error') {
    throw new ApiError('invalid_argument', `Cannot retry a workflow in phase ${phase}`);
  }
  const again = new Set<string>();
  if (!chooses) return again;
  const selector = parseNodeSelector(nodeFieldSelector);
  if (!selector.ok) throw new ApiError('invalid_argument', selector.message);
  for (const node of Object.values(nodes)) {
    const { templateName = '', phase: own = 'Pending', inputs } = node;
    const subject = { ...node, templateName, phase: own, inputs };
    if (matchesNode(selector.value, subject)) again.add(node.id);
  }
  // A set is walked in the order of insertion, what is added on the way included.
  for (const id of again) for (const child of nodes[id]?.children ?? []) again.add(child);
  return again;
}

/**
 * The pods that do not run again. One whose artifacts were deleted does: what follows could not have them. The attempt
 * that succeeded stands for the first one.
 */
function keptNodes(old: Workflow, again: ReadonlySet<string>): Record<string, NodeStatus> {
  const { name = '' } = old.metadata;
  const nodes = old.status?.nodes ?? {};
  const kept = Object.entries(reusedNodes(old, name)).flatMap(([id, node]): [string, NodeStatus][] => {
    const before = nodes[id];
    if (again.has(id) || before?.outputs?.artifacts?.some(({ deleted }) => deleted)) return [];
    const retried = before?.nodeFlag?.retried === true ? /^(.*)\(\d+\)$/s.exec(node.name)?.[1] : undefined;
    return [[retried === undefined ? id : nodeId(name, `${retried}(0)`), node]];
  });
  return Object.fromEntries(kept);
}
