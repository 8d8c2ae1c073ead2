import type { PathSegment, Template, WorkflowSpec } from '@tiphys/spec';
import type { ProblemList } from './problem-list.ts';

const INTEGER = /^[+-]?\d+$/;
const MAX_INT32 = 2_147_483_647;
const VARIABLE = /^\{\{.+\}\}$/;

/** The workflow's own. Argo takes one that may run no pod, and never starts one. */
export function validateWorkflowLimits(problems: ProblemList, { parallelism = 1 }: WorkflowSpec): void {
  if (parallelism < 1) {
    const message = `with ${parallelism} nothing would ever start: it must be at least 1`;
    problems.error(['spec', 'parallelism'], message);
  }
}

/** How long a template may take (Argo's validateTemplate). */
export function validateTimeouts(
  problems: ProblemList,
  template: Template,
  path: readonly PathSegment[],
): void {
  const { name, timeout = '', pendingTimeout = '' } = template;
  const type = typeWithoutTimeout(template);
  if (timeout !== '') {
    const at = [...path, 'timeout'];
    if (type !== undefined) problems.error(at, `${type} template doesn't support timeout field`);
    else if (INTEGER.test(timeout)) problems.error(at, `${name} has invalid duration format in timeout`);
  }
  if (pendingTimeout !== '' && type !== undefined)
    problems.error([...path, 'pendingTimeout'], `${type} template doesn't support pendingTimeout field`);
}

function typeWithoutTimeout({ steps, dag, suspend }: Template): 'Steps' | 'DAG' | 'Suspend' | undefined {
  if (suspend !== undefined) return 'Suspend';
  if (steps !== undefined) return 'Steps';
  return dag === undefined ? undefined : 'DAG';
}

/** Argo's validateNonLeaf for steps and DAGs, the end of its validateLeaf for the others. */
export function validateActiveDeadline(
  problems: ProblemList,
  { name, activeDeadlineSeconds }: Template,
  path: readonly PathSegment[],
  isLeaf: boolean,
): void {
  if (activeDeadlineSeconds === undefined) return;
  const at = [...path, 'activeDeadlineSeconds'];
  const field = `templates.${name}.activeDeadlineSeconds`;
  const text = String(activeDeadlineSeconds);
  if (!isLeaf) problems.error(at, `${field} is only valid for leaf templates`);
  else if (INTEGER.test(text) ? !(Number(text) >= 0 && Number(text) <= MAX_INT32) : !VARIABLE.test(text))
    problems.error(at, `${field} must be a positive integer > 0 or an argo variable`);
}

/** Of a template that runs no others. */
export function validateParallelism(
  problems: ProblemList,
  { name, parallelism }: Template,
  path: readonly PathSegment[],
): void {
  if (parallelism === undefined) return;
  const message = `templates.${name}.parallelism is only valid for steps and dag templates`;
  problems.error([...path, 'parallelism'], message);
}
