import {
  type Arguments,
  formatPath,
  mergeWorkflowSpecs,
  type PathSegment,
  type TemplateLibrary,
  templateKindOf,
  type Workflow,
} from '@tiphys/spec';
import { ProblemList } from './problem-list.ts';

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
  if (name === '') {
    problems.error([...PATH, 'name'], 'is required');
    return undefined;
  }
  if (library === undefined) return undefined;
  const kind = templateKindOf(ref);
  const template = library.get(kind, name);
  if (template === undefined) {
    problems.error([...PATH, 'name'], notFound(kind, name));
    return undefined;
  }
  const merged = mergeWorkflowSpecs(spec, template.spec);
  const args = argumentsOfBoth(spec.arguments, template.spec.arguments);
  return {
    workflow: { ...workflow, spec: { ...merged, arguments: args } },
    problems: new MergedProblems(problems, workflow, `${kind} ${name}`),
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

/** Tells at the reference what the workflow itself does not say. */
class MergedProblems extends ProblemList {
  readonly #outer: ProblemList;
  readonly #workflow: Workflow;
  readonly #where: string;

  constructor(outer: ProblemList, workflow: Workflow, where: string) {
    super();
    this.#outer = outer;
    this.#workflow = workflow;
    this.#where = where;
  }

  override error(path: readonly PathSegment[], message: string): void {
    if (this.#isOwn(path)) this.#outer.error(path, message);
    else this.#outer.error(PATH, `${this.#where}: ${formatPath([...path])}: ${message}`);
  }

  override warning(path: readonly PathSegment[], message: string): void {
    if (this.#isOwn(path)) this.#outer.warning(path, message);
  }

  /** Lists that both have are merged: then a place in one says nothing. */
  #isOwn([root, field]: readonly PathSegment[]): boolean {
    if (root !== 'spec' || field === undefined) return true;
    return field !== 'arguments' && Object.hasOwn(this.#workflow.spec, field);
  }
}
