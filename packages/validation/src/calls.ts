import { unsuppliedInputs } from './arguments.ts';
import type { ProblemList } from './problem-list.ts';
import type { PlacedCall, WorkflowIndex } from './workflow-index.ts';

/** What a step or task calls is there; then looks at it (the first of Argo's two calls of validateTemplateHolder). */
export function validateCallee(
  problems: ProblemList,
  index: WorkflowIndex,
  placed: PlacedCall,
  label: string,
  enter: (call: PlacedCall, label: string) => void,
): void {
  const called = index.called(placed.call, placed.home);
  if (called.kind === 'wrong') {
    problems.error([...placed.path, ...called.at], `${label} ${called.message}`);
  }
  if (called.kind === 'placed') enter(placed, label);
}

/** What a step or task calls has values for all its inputs (the second of the two). */
export function validateSupplied(
  problems: ProblemList,
  index: WorkflowIndex,
  { call, path, home }: PlacedCall,
  label: string,
): void {
  const called = index.called(call, home);
  if (called.kind !== 'placed') return;
  const { template } = called.placed;
  for (const name of unsuppliedInputs(template, call.arguments)) {
    problems.error(path, `${label} templates.${template.name} inputs.${name} was not supplied`);
  }
}
