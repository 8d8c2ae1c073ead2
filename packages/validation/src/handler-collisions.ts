import type { PathSegment, TemplateCall } from '@tiphys/spec';
import type { ProblemList } from './problem-list.ts';
import type { WorkflowIndex } from './workflow-index.ts';

const HANDLER_NAME = 'onExit';

/**
 * The handler of a node is the node `<node>.onExit`, and so is a task `onExit` of the DAG that the node runs. In
 * Argo the handler then never runs; here such a name is refused.
 */
export function validateHandlerNames(problems: ProblemList, index: WorkflowIndex): void {
  const { spec } = index.workflow;
  checkHolder(problems, index, { ...spec, template: spec.entrypoint ?? '' }, 'the workflow');
  for (const { calls } of index.templates) {
    for (const { call } of calls) checkHolder(problems, index, call, `'${call.name}'`);
  }
}

function checkHolder(
  problems: ProblemList,
  index: WorkflowIndex,
  { template = '', onExit = '', hooks }: Pick<TemplateCall, 'template' | 'onExit' | 'hooks'>,
  holder: string,
): void {
  if (onExit === '' && hooks?.exit === undefined) return;
  const placed = index.byName.get(template);
  const task = placed?.template.dag?.tasks.findIndex(({ name }) => name === HANDLER_NAME) ?? -1;
  if (placed === undefined || task < 0) return;
  const path: PathSegment[] = [...placed.path, 'dag', 'tasks', task, 'name'];
  const message = `the name '${HANDLER_NAME}' is that of the exit handler of ${holder}, which runs this DAG: choose another`;
  if (!problems.errors.some((problem) => problem.message === message)) problems.error(path, message);
}
