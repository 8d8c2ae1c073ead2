import { workflowSpec } from '../fields/workflow-fields.ts';
import type { Artifact } from '../types/artifact.ts';
import type { Parameter } from '../types/parameters.ts';
import type { WorkflowMetadata, WorkflowSpec } from '../types/workflow.ts';
import { strategicMerge } from './strategic-merge.ts';

/**
 * The spec that a workflow with a workflowTemplateRef runs (Argo's JoinWorkflowSpec): the workflow's own over that of
 * the WorkflowTemplate. Of hooks, labels from expressions, and arguments that have a value, one side counts whole.
 */
export function mergeWorkflowSpecs(own: WorkflowSpec, template: WorkflowSpec): WorkflowSpec {
  const merged = strategicMerge(
    withoutWholes(template) as Readonly<Record<string, unknown>>,
    withoutWholes(own) as Readonly<Record<string, unknown>>,
    workflowSpec,
  ) as WorkflowSpec;
  const hooks = union(template.hooks, own.hooks);
  if (hooks !== undefined) merged.hooks = hooks;
  const labelsFrom = union(template.workflowMetadata?.labelsFrom, own.workflowMetadata?.labelsFrom);
  if (labelsFrom !== undefined) merged.workflowMetadata = { ...merged.workflowMetadata, labelsFrom };
  if (merged.arguments?.parameters !== undefined) {
    merged.arguments = { ...merged.arguments, parameters: mergedParameters(merged, own, template) };
  }
  if (merged.arguments?.artifacts !== undefined) {
    merged.arguments = { ...merged.arguments, artifacts: mergedArtifacts(merged, own, template) };
  }
  return merged;
}

function withoutWholes(spec: WorkflowSpec): WorkflowSpec {
  const { hooks: _hooks, workflowMetadata, ...rest } = spec;
  if (workflowMetadata === undefined) return rest;
  const { labelsFrom: _labelsFrom, ...metadata }: WorkflowMetadata = workflowMetadata;
  return { ...rest, workflowMetadata: metadata };
}

function union<T>(
  under: Readonly<Record<string, T>> | undefined,
  over: Readonly<Record<string, T>> | undefined,
): Record<string, T> | undefined {
  if (under === undefined && over === undefined) return undefined;
  return Object.assign(Object.create(null), under, over);
}

/** A value, a default and a source that come from different sides would make one that nobody wrote. */
function mergedParameters(merged: WorkflowSpec, own: WorkflowSpec, template: WorkflowSpec): Parameter[] {
  const ofOwn = givenParameters(own);
  const ofTemplate = givenParameters(template);
  return (merged.arguments?.parameters ?? []).map((parameter) =>
    hasValue(parameter)
      ? (ofOwn.get(parameter.name) ?? ofTemplate.get(parameter.name) ?? parameter)
      : parameter,
  );
}

function givenParameters(spec: WorkflowSpec): Map<string, Parameter> {
  const given = (spec.arguments?.parameters ?? []).filter(hasValue);
  return new Map(given.map((parameter) => [parameter.name, parameter]));
}

function hasValue({ value, default: fallback, valueFrom }: Parameter): boolean {
  return value !== undefined || fallback !== undefined || valueFrom !== undefined;
}

const LOCATIONS = ['s3', 'git', 'http', 'raw'] as const;

/** An artifact comes from one side, but for a place of the same kind, whose fields are merged (mergeArtifactOverride). */
function mergedArtifacts(merged: WorkflowSpec, own: WorkflowSpec, template: WorkflowSpec): Artifact[] {
  return (merged.arguments?.artifacts ?? []).map((artifact) => {
    const named = ({ name }: Artifact): boolean => name === artifact.name;
    const over = own.arguments?.artifacts?.find(named) ?? template.arguments?.artifacts?.find(named);
    if (over === undefined) return artifact;
    const kind = LOCATIONS.find((location) => over[location] !== undefined);
    const others = LOCATIONS.filter((location) => artifact[location] !== undefined);
    return kind !== undefined && others.length === 1 ? { ...over, [kind]: artifact[kind] } : over;
  });
}
