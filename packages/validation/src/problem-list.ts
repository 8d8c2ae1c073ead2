import type { PathSegment, Problem } from '@tiphys/spec';

/** Collects what is wrong with a workflow. */
export class ProblemList {
  readonly errors: Problem[] = [];
  readonly warnings: Problem[] = [];

  error(path: readonly PathSegment[], message: string): void {
    this.report({ path: [...path], message, severity: 'error' });
  }

  warning(path: readonly PathSegment[], message: string): void {
    this.report({ path: [...path], message, severity: 'warning' });
  }

  report(problem: Problem): void {
    (problem.severity === 'error' ? this.errors : this.warnings).push(problem);
  }

  /** The same list for what a call leads to. */
  within(via: string): ProblemList {
    return via === ''
      ? this
      : new ChangedProblems(this, (problem) => ({ ...problem, via: joined(via, problem.via) }));
  }
}

/** Hands on what it is told, changed; undefined: nothing. */
export class ChangedProblems extends ProblemList {
  readonly #outer: ProblemList;
  readonly #change: (problem: Problem) => Problem | undefined;

  constructor(outer: ProblemList, change: (problem: Problem) => Problem | undefined) {
    super();
    this.#outer = outer;
    this.#change = change;
  }

  override report(problem: Problem): void {
    const changed = this.#change(problem);
    if (changed !== undefined) this.#outer.report(changed);
  }
}

export function joined(via: string, further: string | undefined): string {
  return further === undefined || via === '' ? via + (further ?? '') : `${via} ${further}`;
}
