import type { NodeSelectorRequirement, PathSegment, Scheduling } from '@tiphys/spec';
import type { ProblemList } from './problem-list.ts';

/**
 * The required node affinity of a template or workflow, as Kubernetes checks a pod's (ValidateNodeSelectorRequirement);
 * Argo finds out when it makes the pod.
 */
export function validatePlacement(
  problems: ProblemList,
  { affinity }: Scheduling,
  path: readonly PathSegment[],
): void {
  const required = affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution;
  if (required === undefined) return;
  const at = [...path, 'affinity', 'nodeAffinity', 'requiredDuringSchedulingIgnoredDuringExecution'];
  const terms = required.nodeSelectorTerms ?? [];
  if (terms.length === 0) {
    problems.error([...at, 'nodeSelectorTerms'], 'Required value: must have at least one node selector term');
  }
  for (const [index, { matchExpressions = [], matchFields = [] }] of terms.entries()) {
    const place = [...at, 'nodeSelectorTerms', index];
    for (const [number, requirement] of matchExpressions.entries())
      validateRequirement(problems, requirement, [...place, 'matchExpressions', number]);
    for (const [number, requirement] of matchFields.entries()) {
      validateRequirement(problems, requirement, [...place, 'matchFields', number]);
      if (requirement.key !== 'metadata.name')
        problems.error([...place, 'matchFields', number, 'key'], `not a valid field selector key`);
    }
  }
}

function validateRequirement(
  problems: ProblemList,
  { key, operator, values = [] }: NodeSelectorRequirement,
  path: readonly PathSegment[],
): void {
  if (key === undefined || key === '') problems.error([...path, 'key'], 'is required');
  switch (operator) {
    case 'In':
    case 'NotIn':
      if (values.length === 0)
        problems.error([...path, 'values'], "must be specified when `operator` is 'In' or 'NotIn'");
      return;
    case 'Exists':
    case 'DoesNotExist':
      if (values.length > 0)
        problems.error(
          [...path, 'values'],
          "may not be specified when `operator` is 'Exists' or 'DoesNotExist'",
        );
      return;
    case 'Gt':
    case 'Lt':
      if (values.length !== 1)
        problems.error([...path, 'values'], "must be specified single value when `operator` is 'Lt' or 'Gt'");
      return;
    default:
      problems.error(
        [...path, 'operator'],
        `${JSON.stringify(operator ?? '')} is not a valid selector operator`,
      );
  }
}
