import type { WorkflowRow } from '../workflow-row.ts';

/** Labels of workflows that do the same, in the order in which they are looked at (Argo's is that of a Go map: any). */
const FAMILY_LABELS = [
  'workflows.argoproj.io/workflow-template',
  'workflows.argoproj.io/cluster-workflow-template',
  'workflows.argoproj.io/cron-workflow',
] as const;

/** Workflows of one namespace that were made of the same. */
export interface Family {
  namespace: string;
  label: string;
  value: string;
}

/** The newest workflow of a family that succeeded. */
export interface Baseline {
  createdVersion: number;
  seconds: number;
}

/** Undefined: nobody does the same. */
export function familyOf({
  namespace,
  labels,
}: Pick<WorkflowRow, 'namespace' | 'labels'>): Family | undefined {
  for (const label of FAMILY_LABELS) {
    const value = Object.hasOwn(labels, label) ? labels[label] : undefined;
    if (value !== undefined) return { namespace, label, value };
  }
  return undefined;
}

export function familyKey({ namespace, label, value }: Family): string {
  return JSON.stringify([namespace, label, value]);
}

/** What a workflow that succeeded says of those after it. */
export function baselineOf(row: Pick<WorkflowRow, 'createdVersion' | 'startedAt' | 'finishedAt'>): Baseline {
  return {
    createdVersion: row.createdVersion,
    seconds: Math.max(0, Math.trunc((row.finishedAt - row.startedAt) / 1000)),
  };
}

/**
 * How long a new workflow will take, as the newest of its family that succeeded took it (Argo's
 * workflow/controller/estimation); undefined where nothing is known.
 */
export function estimatedSeconds(
  baselines: ReadonlyMap<string, Baseline>,
  row: Pick<WorkflowRow, 'namespace' | 'labels'>,
): number | undefined {
  const family = familyOf(row);
  const seconds = family === undefined ? undefined : baselines.get(familyKey(family))?.seconds;
  return seconds === 0 ? undefined : seconds;
}

/** Notes a workflow that has succeeded, unless a newer one has. */
export function noteBaseline(baselines: Map<string, Baseline>, row: WorkflowRow): void {
  const family = row.phase === 'Succeeded' ? familyOf(row) : undefined;
  if (family === undefined) return;
  const known = baselines.get(familyKey(family));
  if (known === undefined || known.createdVersion <= row.createdVersion) {
    baselines.set(familyKey(family), baselineOf(row));
  }
}
