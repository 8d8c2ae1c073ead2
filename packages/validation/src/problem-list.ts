import type { PathSegment, Problem } from '@tiphys/spec';

/** Collects what is wrong with a workflow. */
export class ProblemList {
  readonly errors: Problem[] = [];
  readonly warnings: Problem[] = [];

  error(path: readonly PathSegment[], message: string): void {
    this.errors.push({ path: [...path], message, severity: 'error' });
  }

  warning(path: readonly PathSegment[], message: string): void {
    this.warnings.push({ path: [...path], message, severity: 'warning' });
  }
}
