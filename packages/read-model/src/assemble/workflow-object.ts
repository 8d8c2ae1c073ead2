import type {
  Condition,
  NodeStatus,
  ObjectMeta,
  Workflow,
  WorkflowPhase,
  WorkflowStatus,
} from '@tiphys/spec';
import type { WorkflowPatch } from '../workflow-change.ts';
import type { StoredWorkflow, WorkflowRow } from '../workflow-row.ts';
import { groupResources } from './group-resources.ts';
import { nodeStatus } from './node-status.ts';
import { patchedSpec, specPatch } from './patched-spec.ts';
import { groupProgress } from './progress.ts';
import { rfc3339 } from './rfc3339.ts';
import { synchronizationStatus } from './synchronization-status.ts';

/** `Archived`: what has ended is kept; `Persisted`: this is what was kept. */
export const ARCHIVING_LABEL = 'workflows.argoproj.io/workflow-archiving-status';
export const PHASE_LABEL = 'workflows.argoproj.io/phase';
export const COMPLETED_LABEL = 'workflows.argoproj.io/completed';
const POD_NAME_FORMAT = 'workflows.argoproj.io/pod-name-format';
const TRACE_ID = 'workflows.argoproj.io/trace-id';

/** The rows as Argo's Workflow object, fields in Argo's order. Without `nodes` where the rows are without. */
export function workflowObject(stored: StoredWorkflow): Workflow {
  const { row, manifest, nodes } = stored;
  const patch = workflowPatch(row);
  const { metadata: _metadata, spec, status: taken, ...kind } = manifest ?? { metadata: {}, spec: {} };
  return {
    ...kind,
    metadata: patch.metadata,
    spec: patchedSpec(spec, patch.spec),
    status:
      nodes === undefined
        ? patch.status
        : wholeStatus(patch.status, nodes.length === 0 ? undefined : nodeMap(nodes), taken),
  };
}

/** What of the object may have changed since it was created. */
export function workflowPatch(row: WorkflowRow): WorkflowPatch {
  return {
    metadata: metadata(row),
    ...specPatch(row),
    status: status(row),
  };
}

/**
 * Status with what changes do not tell whole, at the place where Argo writes it: its nodes, and what the workflow took
 * from WorkflowTemplates when it was created.
 */
export function wholeStatus(
  status: WorkflowStatus,
  nodes: Record<string, NodeStatus> | undefined,
  taken: Pick<WorkflowStatus, 'storedTemplates' | 'storedWorkflowTemplateSpec'> | undefined,
): WorkflowStatus {
  const { conditions, outputs, resourcesDuration, synchronization, ...rest } = status;
  const { storedTemplates, storedWorkflowTemplateSpec } = taken ?? {};
  return {
    ...rest,
    ...(nodes === undefined ? {} : { nodes }),
    ...(storedTemplates === undefined ? {} : { storedTemplates }),
    ...(outputs === undefined ? {} : { outputs }),
    ...(conditions === undefined ? {} : { conditions }),
    ...(resourcesDuration === undefined ? {} : { resourcesDuration }),
    ...(storedWorkflowTemplateSpec === undefined ? {} : { storedWorkflowTemplateSpec }),
    ...(synchronization === undefined ? {} : { synchronization }),
  };
}

/** What decides on a workflow's labels: `archived`, whether it is kept after its deletion, is known once it has ended. */
export type LabelledRow = Pick<WorkflowRow, 'phase' | 'labels' | 'archived'>;

/** The labels of a workflow in its phase: its own, and those that Argo's controller sets. */
export function labelsOf({ phase, labels: own, archived }: LabelledRow): Record<string, string> {
  const { [ARCHIVING_LABEL]: _before, ...others } = own;
  if (phase === '') return others;
  return sorted({
    ...others,
    [COMPLETED_LABEL]: isFinishedPhase(phase) ? 'true' : 'false',
    [PHASE_LABEL]: phase,
    ...(archived === true && isFinishedPhase(phase) ? { [ARCHIVING_LABEL]: 'Archived' } : {}),
  });
}

/** The same as the archive has them. */
export function archivedLabelsOf(row: LabelledRow): Record<string, string> {
  return sorted({ ...labelsOf(row), [ARCHIVING_LABEL]: 'Persisted' });
}

/** The object as the archive has it (Argo's persist/sqldb/workflow_archive.go). */
export function archivedObject(stored: StoredWorkflow): Workflow {
  const workflow = workflowObject(stored);
  const { metadata } = workflow;
  return { ...workflow, metadata: { ...metadata, labels: archivedLabelsOf(stored.row) } };
}

function isFinishedPhase(phase: WorkflowPhase): boolean {
  return phase === 'Succeeded' || phase === 'Failed' || phase === 'Error';
}

function metadata(row: WorkflowRow): ObjectMeta {
  const labels = labelsOf(row);
  const annotations = sorted({
    ...row.annotations,
    [POD_NAME_FORMAT]: 'v2',
    ...(row.traceId === undefined ? {} : { [TRACE_ID]: row.traceId }),
  });
  return {
    name: row.name,
    ...(row.generateName === undefined ? {} : { generateName: row.generateName }),
    namespace: row.namespace,
    uid: row.uid,
    resourceVersion: String(row.version),
    generation: row.generation,
    ...(row.creationTimestamp === undefined ? {} : { creationTimestamp: row.creationTimestamp }),
    ...(Object.keys(labels).length === 0 ? {} : { labels }),
    annotations,
  };
}

function status(row: WorkflowRow): WorkflowStatus {
  const conditions = conditionsOf(row);
  const synchronization = synchronizationStatus(row);
  return {
    ...(row.phase === '' ? {} : { phase: row.phase }),
    startedAt: rfc3339(row.startedAt),
    finishedAt: rfc3339(row.finishedAt),
    ...(row.estimatedDuration === undefined || row.startedAt === 0
      ? {}
      : { estimatedDuration: row.estimatedDuration }),
    ...(row.startedAt === 0 ? {} : { progress: `${row.executablesDone}/${row.executables}` }),
    ...(row.message === '' ? {} : { message: row.message }),
    ...(row.outputs === undefined ? {} : { outputs: row.outputs }),
    ...(conditions.length === 0 ? {} : { conditions }),
    ...(row.resourcesDuration === undefined ? {} : { resourcesDuration: row.resourcesDuration }),
    ...(synchronization === undefined ? {} : { synchronization }),
    ...(row.artifactRepositoryRef === undefined ? {} : { artifactRepositoryRef: row.artifactRepositoryRef }),
    ...(row.artifactGcStrategies === undefined
      ? {}
      : { artifactGCStatus: { strategiesProcessed: asFlags(row.artifactGcStrategies) } }),
  };
}

function asFlags(names: readonly string[]): Record<string, boolean> {
  return Object.fromEntries(names.map((name) => [name, true]));
}

/** Argo looks at the pods first when there are some, and never takes a condition away. */
function conditionsOf(row: WorkflowRow): Condition[] {
  const conditions: Condition[] = [];
  if (row.pods > 0) conditions.push({ type: 'PodRunning', status: row.podsRunning > 0 ? 'True' : 'False' });
  if (row.metricsError !== undefined)
    conditions.push({ type: 'MetricsError', status: 'True', message: row.metricsError });
  if (row.artifactGcError !== undefined)
    conditions.push({ type: 'ArtifactGCError', status: 'True', message: row.artifactGcError });
  if (row.finishedAt !== 0) conditions.push({ type: 'Completed', status: 'True' });
  return conditions;
}

function nodeMap(rows: readonly NonNullable<StoredWorkflow['nodes']>[number][]): Record<string, NodeStatus> {
  const children = new Map<string, string[]>();
  for (const { id, parentIds } of rows) {
    for (const parentId of parentIds) {
      const list = children.get(parentId);
      if (list === undefined) children.set(parentId, [id]);
      else list.push(id);
    }
  }
  const nodes = rows.map((row) => nodeStatus(row, children.get(row.id)));
  const progress = groupProgress(nodes);
  const resources = groupResources(nodes);
  const byId = rows.map((row, index): [string, NodeStatus] => [
    row.id,
    progress[index] === undefined && resources[index] === undefined
      ? (nodes[index] as NodeStatus)
      : nodeStatus(row, children.get(row.id), progress[index], resources[index]),
  ]);
  // Go writes the keys of a map in the order of their bytes.
  byId.sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(byId);
}

function sorted(map: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.entries(map).sort(([a], [b]) => (a < b ? -1 : 1)));
}
