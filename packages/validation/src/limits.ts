import type { PathSegment, Template, WorkflowSpec } from '@tiphys/spec';
import type { ProblemList } from './problem-list.ts';

const INTEGER = /^[+-]?\d+$/;
const MAX_INT32 = 2_147_483_647;
const VARIABLE = /^\{\{.+\}\}$/;

/** The limits in time and number of one template (Argo's validateTemplate, validateLeaf and validateNonLeaf). */
export function validateLimits(
  problems: ProblemList,
  template: Template,
  path: readonly PathSegment[],
): void {
  const body = template.steps === undefined ? (template.dag === undefined ? undefined : 'DAG') : 'Steps';
  validateTimeouts(problems, template, path, template.suspend === undefined ? body : 'Suspend');
  validateActiveDeadline(problems, template, path, body);
  if (template.parallelism !== undefined && body === undefined) {
    const field = `templates.${template.name}.parallelism`;
    problems.error([...path, 'parallelism'], `${field} is only valid for steps and dag templates`);
  }
}

/** The workflow's own. Argo takes one that may run no pod, and never starts one. */
export function validateWorkflowLimits(problems: ProblemList, { parallelism = 1 }: WorkflowSpec): void {
  if (parallelism < 1) {
    const message = `with ${parallelism} nothing would ever start: it must be at least 1`;
    problems.error(['spec', 'parallelism'], message);
  }
}

function validateTimeouts(
  problems: ProblemList,
  { name, timeout = '', pendingTimeout = '' }: Template,
  path: readonly PathSegment[],
  body: 'Steps' | 'DAG' | 'Suspend' | undefined,
): void {
  if (timeout !== '') {
    const at = [...path, 'timeout'];
    if (body !== undefined) problems.error(at, `${body} template doesn't support timeout field`);
    else if (INTEGER.test(timeout)) problems.error(at, `${name} has invalid duration format in timeout`);
  }
  if (pendingTimeout !== '' && body !== undefined)
    problems.error([...path, 'pendingTimeout'], `${body} template doesn't support pendingTimeout field`);
}

function validateActiveDeadline(
  problems: ProblemList,
  { name, activeDeadlineSeconds }: Template,
  path: readonly PathSegment[],
  body: 'Steps' | 'DAG' | undefined,
): void {
  if (activeDeadlineSeconds === undefined) return;
  const at = [...path, 'activeDeadlineSeconds'];
  const field = `templates.${name}.activeDeadlineSeconds`;
  const text = String(activeDeadlineSeconds);
  if (body !== undefined) problems.error(at, `${field} is only valid for leaf templates`);
  else if (INTEGER.test(text) ? !(Number(text) >= 0 && Number(text) <= MAX_INT32) : !VARIABLE.test(text))
    problems.error(at, `${field} must be a positive integer > 0 or an argo variable`);
}
