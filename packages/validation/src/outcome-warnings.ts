import type { PathSegment, TemplateCall } from '@tiphys/spec';
import { calledTemplates } from './call-graph.ts';
import type { ProblemList } from './problem-list.ts';
import type { CalleeFields } from './template-lookup.ts';
import { eachText } from './texts.ts';
import { calledTemplate, type PlacedTemplate, type WorkflowIndex } from './workflow-index.ts';

const STATUS = /\bworkflow\.status\b/;

/**
 * Only the workflow's own handler and hooks see how it ended: `workflow.status` is Running in the handler or hook of
 * a step or task, so that `!= Succeeded` always holds there.
 */
export function warnOfStatusInCalls(problems: ProblemList, index: WorkflowIndex): void {
  const reading = templatesReadingStatus(index);
  if (reading.size === 0 && !index.templates.some(({ calls }) => calls.some(({ call }) => call.hooks)))
    return;
  for (const { calls, template, home } of index.templates) {
    if (home !== undefined) continue;
    const root = template.dag === undefined ? 'steps' : 'tasks';
    for (const { call, path } of calls) warnOfCall(problems, index, reading, call, path, root);
  }
}

function warnOfCall(
  problems: ProblemList,
  index: WorkflowIndex,
  reading: ReadonlySet<PlacedTemplate>,
  { name, onExit = '', hooks }: TemplateCall,
  path: readonly PathSegment[],
  root: 'steps' | 'tasks',
): void {
  const status = `${root}.${name}.status`;
  const why = `workflow.status is Running while ${root === 'tasks' ? 'a task' : 'a step'} has just ended`;
  const reads = (callee: CalleeFields) => {
    const placed = calledTemplate(index, callee, undefined);
    return placed !== undefined && reading.has(placed);
  };
  if (reads({ template: onExit })) {
    problems.warning(
      [...path, 'onExit'],
      `${why}, and '${onExit}' reads it: give {{${status}}} to hooks.exit as an argument`,
    );
  }
  for (const [hookName, hook] of Object.entries(hooks ?? {})) {
    const at = [...path, 'hooks', hookName];
    if (reads(hook)) {
      problems.warning(
        [...at, 'template'],
        `${why}, and '${hook.template ?? hook.templateRef?.template}' reads it: give it {{${status}}} as an argument`,
      );
    }
    eachText({ expression: hook.expression, arguments: hook.arguments }, at, (text, where) => {
      if (STATUS.test(text)) problems.warning(where, `${why}: use ${status}`);
    });
  }
}

/** The templates whose own texts name the variable, and those that call them, at whatever distance. */
function templatesReadingStatus(index: WorkflowIndex): Set<PlacedTemplate> {
  const callers = new Map<PlacedTemplate, PlacedTemplate[]>();
  for (const placed of index.templates) {
    for (const called of calledTemplates(index, placed)) {
      const known = callers.get(called);
      if (known === undefined) callers.set(called, [placed]);
      else known.push(placed);
    }
  }
  const reading = new Set(index.templates.filter(({ template }) => readsStatus(template)));
  for (const placed of reading) {
    for (const caller of callers.get(placed) ?? []) reading.add(caller);
  }
  return reading;
}

function readsStatus(template: unknown): boolean {
  let reads = false;
  eachText(template, [], (text) => {
    reads ||= STATUS.test(text);
  });
  return reads;
}
