/** What a task's `depends` may ask of another task (Argo's TaskResult). */
export type TaskResult =
  | 'Succeeded'
  | 'Failed'
  | 'Errored'
  | 'Skipped'
  | 'Omitted'
  | 'Daemoned'
  /** Of a task with items: one of them at least. */
  | 'AnySucceeded'
  | 'AllFailed';

const RESULTS: ReadonlySet<string> = new Set([
  'Succeeded',
  'Failed',
  'Errored',
  'Skipped',
  'Omitted',
  'Daemoned',
  'AnySucceeded',
  'AllFailed',
] satisfies TaskResult[]);

/** When a task runs, given how those it waits for have ended. */
export type DependsLogic =
  | { kind: 'and' | 'or'; operands: DependsLogic[] }
  | { kind: 'not'; operand: DependsLogic }
  | { kind: 'result'; task: string; result: TaskResult }
  /** Without a result: that the task lets its dependents go on. */
  | { kind: 'task'; task: string };

export function isTaskResult(text: string): text is TaskResult {
  return RESULTS.has(text);
}

/** The names of the tasks, each once, in the order in which they stand there. */
export function dependsTasks(logic: DependsLogic): string[] {
  const names = new Set<string>();
  const visit = (part: DependsLogic): void => {
    if (part.kind === 'result' || part.kind === 'task') names.add(part.task);
    else if (part.kind === 'not') visit(part.operand);
    else for (const operand of part.operands) visit(operand);
  };
  visit(logic);
  return [...names];
}

/** Whether it holds; `holds` is asked about single tasks. Depth is bounded by the parser. */
export function evaluateDepends(
  logic: DependsLogic,
  holds: (task: string, result: TaskResult | undefined) => boolean,
): boolean {
  switch (logic.kind) {
    case 'and':
      return logic.operands.every((operand) => evaluateDepends(operand, holds));
    case 'or':
      return logic.operands.some((operand) => evaluateDepends(operand, holds));
    case 'not':
      return !evaluateDepends(logic.operand, holds);
    case 'result':
      return holds(logic.task, logic.result);
    case 'task':
      return holds(logic.task, undefined);
  }
}
