import {
  type Arguments,
  mergeWorkflowSpecs,
  type PathSegment,
  type TemplateLibrary,
  templateKindOf,
  type Workflow,
} from '@tiphys/spec';
import { ChangedProblems, type ProblemList } from './problem-list.ts';
import { toldAt } from './referred-problems.ts';

/** A workflow as it runs, and the list for what is wrong with it. */
export interface RunningWorkflow {
  workflow: Workflow;
  problems: ProblemList;
}

const PATH = ['spec', 'workflowTemplateRef'];

/**
 * The workflow with the spec of the WorkflowTemplate that it refers to under its own. What is wrong with what comes
 * from there is told at the reference.
 *
 * @returns undefined where the WorkflowTemplate is not there, or not known here.
 */
export function runningWorkflow(
  problems: ProblemList,
  workflow: Workflow,
  library: TemplateLibrary | undefined,
): RunningWorkflow | undefined {
  const { spec } = workflow;
  const ref = spec.workflowTemplateRef;
  if (ref === undefined) return { workflow, problems };
  const { name = '' } = ref;
  if ((spec.templates ?? []).length > 0) {
    problems.error(
      ['spec', 'templates'],
      'Templates is invalid field in spec if workflow referred WorkflowTemplate reference',
    );
    return undefined;
  }
  if (library === undefined && name !== '') return undefined;
  const kind = templateKindOf(ref);
  const template = name === '' ? undefined : library?.get(kind, name);
  if (template === undefined) {
    problems.error([...PATH, 'name'], notFound(kind, name));
    return undefined;
  }
  const merged = mergeWorkflowSpecs(spec, template.spec);
  const args = argumentsOfBoth(spec.arguments, template.spec.arguments);
  return {
    workflow: { ...workflow, spec: { ...merged, arguments: args } },
    problems: mergedProblems(problems, workflow, `${kind} ${name}`),
  };
}

/** The first of each name, the workflow's own before the WorkflowTemplate's (Argo's MergeParameters, MergeArtifacts). */
function argumentsOfBoth(own: Arguments = {}, under: Arguments = {}): Arguments {
  return {
    parameters: firstOfEachName([...(own.parameters ?? []), ...(under.parameters ?? [])]),
    artifacts: firstOfEachName([...(own.artifacts ?? []), ...(under.artifacts ?? [])]),
  };
}

function firstOfEachName<T extends { name: string }>(all: readonly T[]): T[] {
  const met = new Set<string>();
  return all.filter(({ name }) => {
    const isFirst = !met.has(name);
    met.add(name);
    return isFirst;
  });
}

/** In the words of Kubernetes. */
export function notFound(kind: string, name: string): string {
  return `${kind.toLowerCase()}s.argoproj.io "${name}" not found`;
}

/** Tells at the reference what the workflow itself does not say. Lists that both have are merged: a place says nothing. */
function mergedProblems(outer: ProblemList, { spec }: Workflow, where: string): ProblemList {
  const isOwn = ([root, field]: readonly PathSegment[]): boolean =>
    root !== 'spec' || field === undefined || (field !== 'arguments' && Object.hasOwn(spec, field));
  return new ChangedProblems(outer, (problem) => {
    if (isOwn(problem.path)) return problem;
    return problem.severity === 'error' ? toldAt(PATH, where, problem) : undefined;
  });
}
