import type { PathSegment, TemplateCall } from '@tiphys/spec';
import { unsuppliedInputs, validateArguments } from './arguments.ts';
import { validateCallHooks } from './hooks.ts';
import { validateLoop } from './loops.ts';
import type { ProblemList } from './problem-list.ts';
import type { PlacedCall, WorkflowIndex } from './workflow-index.ts';

/** What a step and a task have in common: a template, with what it needs, and hooks. */
export function validateCall(problems: ProblemList, index: WorkflowIndex, { call, path }: PlacedCall): void {
  validateLoop(problems, call, path);
  validateArguments(problems, call.arguments, [...path, 'arguments'], true);
  validateCalledTemplate(problems, index, call, path);
  validateCallHooks(problems, index, call, path);
}

function validateCalledTemplate(
  problems: ProblemList,
  index: WorkflowIndex,
  call: TemplateCall,
  path: readonly PathSegment[],
): void {
  const { template = '' } = call;
  if (call.templateRef !== undefined || call.inline !== undefined) {
    problems.error(path, 'a template that is not named is not supported yet');
    return;
  }
  if (template === '') {
    problems.error(path, 'template is required');
    return;
  }
  if (template.includes('{{')) {
    problems.error([...path, 'template'], 'a variable in the name of a template is not supported yet');
    return;
  }
  const placed = index.byName.get(template);
  if (placed === undefined) {
    problems.error([...path, 'template'], `template name '${template}' undefined`);
    return;
  }
  for (const name of unsuppliedInputs(placed.template, call.arguments)) {
    problems.error(path, `templates.${template} inputs.${name} was not supplied`);
  }
}
