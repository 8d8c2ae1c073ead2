import type { Arguments, Parameter, WorkflowSpec } from '@tiphys/spec';
import type { SpecPatch } from '../workflow-change.ts';
import type { WorkflowRow } from '../workflow-row.ts';

/** What of the spec may have changed since the workflow was created; nothing where it never did. */
export function specPatch(row: WorkflowRow): { spec?: SpecPatch } {
  const spec: SpecPatch = {
    ...(row.shutdown === undefined ? {} : { shutdown: row.shutdown }),
    ...(row.suspended === undefined ? {} : { suspend: row.suspended }),
    ...(row.parameters === undefined ? {} : { parameters: row.parameters }),
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
    ...(patch.parameters === undefined
      ? {}
      : { arguments: withParameters(rest.arguments, patch.parameters) }),
    ...(suspendNow ? { suspend: true } : {}),
    ...(shutdownNow === '' ? {} : { shutdown: shutdownNow }),
  };
}

/** Those that are given come first, as in Argo's overrideParameters. */
function withParameters(before: Arguments | undefined, given: readonly Parameter[]): Arguments {
  const names = new Set(given.map(({ name }) => name));
  const kept = (before?.parameters ?? []).filter(({ name }) => !names.has(name));
  return { ...before, parameters: [...given, ...kept] };
}
