import { formatPath, type PathSegment, type Problem } from '@tiphys/spec';
import { ChangedProblems, type ProblemList } from './problem-list.ts';
import type { PlacedTemplate } from './workflow-index.ts';

/**
 * The list for what is wrong with a template: the workflow's own, or, where it stands in a WorkflowTemplate, one that
 * tells it at the reference that leads there. Warnings about other people's templates are left out.
 */
export function problemsWith(problems: ProblemList, { home, referredAt }: PlacedTemplate): ProblemList {
  if (home === undefined) return problems;
  const where = `${home.kind} ${home.object.metadata.name ?? ''}`;
  return new ChangedProblems(problems, (problem) =>
    problem.severity === 'error' ? toldAt(referredAt, where, problem) : undefined,
  );
}

/** The problem at the reference that leads to it. */
export function toldAt(at: readonly PathSegment[], where: string, problem: Problem): Problem {
  return { ...problem, path: [...at], elsewhere: `${where}: ${formatPath(problem.path)}` };
}
