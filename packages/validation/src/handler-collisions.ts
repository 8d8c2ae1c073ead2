import type { PathSegment, TemplateCall } from '@tiphys/spec';
import type { ProblemList } from './problem-list.ts';
import { problemsWith } from './referred-problems.ts';
import type { CalleeFields, Home } from './template-lookup.ts';
import { calledTemplate, type WorkflowIndex } from './workflow-index.ts';

const HANDLER_NAME = 'onExit';

/**
 * The handler of a node is the node `<node>.onExit`, and so is a task `onExit` of the DAG that the node runs. In
 * Argo the handler then never runs; here such a name is refused.
 */
export function validateHandlerNames(problems: ProblemList, index: WorkflowIndex): void {
  const { spec } = index.workflow;
  checkHolder(problems, index, { ...spec, template: spec.entrypoint ?? '' }, undefined, 'the workflow');
  for (const { calls } of index.templates) {
    for (const { call, home } of calls) checkHolder(problems, index, call, home, `'${call.name}'`);
  }
}

function checkHolder(
  problems: ProblemList,
  index: WorkflowIndex,
  call: CalleeFields & Pick<TemplateCall, 'onExit' | 'hooks'>,
  home: Home,
  holder: string,
): void {
  if ((call.onExit ?? '') === '' && call.hooks?.exit === undefined) return;
  const placed = calledTemplate(index, call, home);
  const task = placed?.template.dag?.tasks.findIndex(({ name }) => name === HANDLER_NAME) ?? -1;
  if (placed === undefined || task < 0) return;
  const path: PathSegment[] = [...placed.path, 'dag', 'tasks', task, 'name'];
  const message = `the name '${HANDLER_NAME}' is that of the exit handler of ${holder}, which runs this DAG: choose another`;
  if (!problems.errors.some((problem) => problem.message.endsWith(message))) {
    problemsWith(problems, placed).error(path, message);
  }
}
