import { formatPath, type PathSegment } from '@tiphys/spec';
import { ProblemList } from './problem-list.ts';
import type { PlacedTemplate } from './workflow-index.ts';

/**
 * The list for what is wrong with a template: the workflow's own, or, where it stands in a WorkflowTemplate, one that
 * tells it at the reference that leads there. Warnings about other people's templates are left out.
 */
export function problemsWith(problems: ProblemList, { home, referredAt }: PlacedTemplate): ProblemList {
  if (home === undefined) return problems;
  return new ReferredProblems(problems, referredAt, `${home.kind} ${home.object.metadata.name ?? ''}`);
}

class ReferredProblems extends ProblemList {
  readonly #outer: ProblemList;
  readonly #at: readonly PathSegment[];
  readonly #where: string;

  constructor(outer: ProblemList, at: readonly PathSegment[], where: string) {
    super();
    this.#outer = outer;
    this.#at = at;
    this.#where = where;
  }

  override error(path: readonly PathSegment[], message: string): void {
    this.#outer.error(this.#at, `${this.#where}: ${formatPath([...path])}: ${message}`);
  }

  override warning(): void {}
}
