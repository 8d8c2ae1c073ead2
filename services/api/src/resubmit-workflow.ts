import { type NodeStatus, nodeId, type Parameter, type Workflow } from '@tiphys/spec';
import { createWorkflow } from './create-workflow.ts';
import { ApiError } from './errors.ts';
import { getWorkflow } from './get-workflow.ts';
import { parameterOverrides } from './parameter-overrides.ts';
import type { ApiPorts } from './ports.ts';

const PREFIX = 'workflows.argoproj.io/';
const PREVIOUS = `${PREFIX}resubmitted-from-workflow`;
/** What says something of the old workflow, or of who made it. */
const NOT_CARRIED: ReadonlySet<string> = new Set([
  `${PREFIX}creator`,
  `${PREFIX}creator-email`,
  `${PREFIX}creator-preferred-username`,
  `${PREFIX}phase`,
  `${PREFIX}completed`,
  `${PREFIX}workflow-archiving-status`,
]);
/** What the server writes on every workflow. */
const OF_THE_SERVER: ReadonlySet<string> = new Set([`${PREFIX}pod-name-format`, `${PREFIX}trace-id`]);

export interface ResubmitOptions {
  /** Pods that succeeded do not run again; of a workflow that failed. */
  memoized: boolean;
  /** `name=value`. */
  parameters: readonly string[];
}

/**
 * Submits a workflow once more under a generated name.
 *
 * @throws ApiError not_found, invalid_argument.
 */
export async function resubmitWorkflow(
  ports: ApiPorts,
  namespace: string,
  name: string,
  options: ResubmitOptions,
  traceparent: string,
): Promise<Workflow> {
  return resubmit(ports, await getWorkflow(ports, namespace, name), options, traceparent);
}

/** The same for a workflow that is there, or was archived. */
export function resubmit(
  ports: ApiPorts,
  old: Workflow,
  options: ResubmitOptions,
  traceparent: string,
): Promise<Workflow> {
  const { phase } = old.status ?? {};
  if (options.memoized && phase !== 'Failed' && phase !== 'Error') {
    throw new ApiError('invalid_argument', 'workflow must be Failed/Error to resubmit in memoized mode');
  }
  const manifest = resubmitted(old, parameterOverrides(options.parameters));
  const reused = options.memoized ? { reusedNodes: (name: string) => reusedNodes(old, name) } : {};
  return createWorkflow(
    ports,
    old.metadata.namespace ?? '',
    manifest,
    { dryRun: false, ...reused },
    traceparent,
  );
}

/** The manifest of the new workflow (Argo's FormulateResubmitWorkflow): the old one's spec, as it was made. */
export function resubmitted(old: Workflow, overrides: readonly Parameter[]): Workflow {
  const { name = '', generateName = '', namespace, labels = {}, annotations = {} } = old.metadata;
  const { shutdown: _shutdown, ...spec } = old.spec;
  const given = new Set(overrides.map((parameter) => parameter.name));
  const kept = (spec.arguments?.parameters ?? []).filter((parameter) => !given.has(parameter.name));
  return {
    ...(old.apiVersion === undefined ? {} : { apiVersion: old.apiVersion }),
    ...(old.kind === undefined ? {} : { kind: old.kind }),
    metadata: {
      generateName: generateName === '' ? `${name}-` : generateName,
      ...(namespace === undefined ? {} : { namespace }),
      labels: { ...without(labels, NOT_CARRIED), [PREVIOUS]: name },
      annotations: without(annotations, OF_THE_SERVER),
    },
    spec:
      overrides.length === 0
        ? spec
        : { ...spec, arguments: { ...spec.arguments, parameters: [...overrides, ...kept] } },
  };
}

/**
 * The pods of the old workflow that succeeded, as nodes of the new one that do not run. Handlers run again, of the
 * workflow and of what is not reused.
 */
export function reusedNodes(old: Workflow, newName: string): Record<string, NodeStatus> {
  const oldName = old.metadata.name ?? '';
  const reused: [string, NodeStatus][] = [];
  for (const node of Object.values(old.status?.nodes ?? {})) {
    if (node.type !== 'Pod' || node.phase !== 'Succeeded' || !node.name.startsWith(oldName)) continue;
    if (node.name.startsWith(`${oldName}.onExit`)) continue;
    const name = newName + node.name.slice(oldName.length);
    const { displayName, outputs } = node;
    const id = nodeId(newName, name);
    reused.push([
      id,
      {
        id,
        name,
        displayName,
        type: 'Skipped',
        phase: 'Skipped',
        message: `original pod: ${node.id}`,
        ...(outputs === undefined ? {} : { outputs }),
      } as NodeStatus,
    ]);
  }
  return Object.fromEntries(reused);
}

function without(map: Readonly<Record<string, string>>, names: ReadonlySet<string>): Record<string, string> {
  return Object.fromEntries(Object.entries(map).filter(([name]) => !names.has(name)));
}
