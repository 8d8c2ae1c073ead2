import type { PathSegment, Template } from '@tiphys/spec';
import { validateLocation } from './artifacts.ts';
import type { ProblemList } from './problem-list.ts';

/** In Argo a pod lists the objects; here an agent does, and there is nothing around it. */
const NO_POD = 'a data template has no container here: an agent lists the objects';

/** What a data template lists, and what it cannot have. */
export function validateData(problems: ProblemList, template: Template, path: readonly PathSegment[]): void {
  const { data, inputs, outputs, initContainers = [], sidecars = [] } = template;
  if (data === undefined) return;
  const place = data.source.artifactPaths;
  if (place !== undefined) validateLocation(problems, place, [...path, 'data', 'source', 'artifactPaths']);
  const refused: [PathSegment[], boolean][] = [
    [['inputs', 'artifacts'], (inputs?.artifacts ?? []).length > 0],
    [['outputs', 'artifacts'], (outputs?.artifacts ?? []).length > 0],
    [['initContainers'], initContainers.length > 0],
    [['sidecars'], sidecars.length > 0],
    [['daemon'], template.daemon === true],
  ];
  for (const [field, isThere] of refused) if (isThere) problems.error([...path, ...field], NO_POD);
  for (const [index, { valueFrom }] of (outputs?.parameters ?? []).entries()) {
    if ((valueFrom?.path ?? '') === '') continue;
    problems.error([...path, 'outputs', 'parameters', index, 'valueFrom', 'path'], NO_POD);
  }
}
