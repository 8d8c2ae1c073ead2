import { unsuppliedInputs, validateArguments } from './arguments.ts';
import { validateCallHooks } from './hooks.ts';
import { validateLoop } from './loops.ts';
import type { ProblemList } from './problem-list.ts';
import type { PlacedCall, WorkflowIndex } from './workflow-index.ts';

/** What a step and a task have in common: a template, with what it needs, and hooks. */
export function validateCall(problems: ProblemList, index: WorkflowIndex, placed: PlacedCall): void {
  const { call, path } = placed;
  validateLoop(problems, call, path);
  validateArguments(problems, call.arguments, [...path, 'arguments'], true);
  validateCalledTemplate(problems, index, placed);
  validateCallHooks(problems, index, placed);
}

function validateCalledTemplate(
  problems: ProblemList,
  index: WorkflowIndex,
  { call, path, home }: PlacedCall,
): void {
  const called = index.called(call, home);
  if (called.kind === 'wrong') problems.error([...path, ...called.at], called.message);
  if (called.kind !== 'placed') return;
  const { template } = called.placed;
  for (const name of unsuppliedInputs(template, call.arguments)) {
    problems.error(path, `templates.${template.name} inputs.${name} was not supplied`);
  }
}
