import type { WorkflowSpec } from '@tiphys/spec';
import type { SpecPatch } from '../workflow-change.ts';
import type { WorkflowRow } from '../workflow-row.ts';

/** What of the spec may have changed since the workflow was created; nothing where it never did. */
export function specPatch(row: WorkflowRow): { spec?: SpecPatch } {
  const spec: SpecPatch = {
    ...(row.shutdown === undefined ? {} : { shutdown: row.shutdown }),
    ...(row.suspended === undefined ? {} : { suspend: row.suspended }),
  };
  return Object.keys(spec).length === 0 ? {} : { spec };
}

/** The spec with what has changed; what is empty or false is left out, as Argo's clients know it. */
export function patchedSpec(before: WorkflowSpec, patch: SpecPatch = {}): WorkflowSpec {
  const { shutdown, suspend, ...rest } = before;
  const shutdownNow = patch.shutdown ?? shutdown ?? '';
  const suspendNow = patch.suspend ?? suspend ?? false;
  return {
    ...rest,
    ...(suspendNow ? { suspend: true } : {}),
    ...(shutdownNow === '' ? {} : { shutdown: shutdownNow }),
  };
}
