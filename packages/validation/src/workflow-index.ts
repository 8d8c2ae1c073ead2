import type { PathSegment, Template, TemplateCall, TemplateLibrary, Workflow } from '@tiphys/spec';
import { type CalleeFields, type FoundTemplate, findTemplate, type Home } from './template-lookup.ts';

/** A step or task, and where it stands. */
export interface PlacedCall {
  call: TemplateCall;
  path: PathSegment[];
  home: Home;
}

/** A template and where it stands. */
export interface PlacedTemplate {
  template: Template;
  /** In the workflow, or in the WorkflowTemplate that it stands in. */
  path: PathSegment[];
  calls: readonly PlacedCall[];
  /** The WorkflowTemplate that it stands in; undefined: the workflow. */
  home: Home;
  /** Of one that stands in a step or task: the template around it. */
  around: PlacedTemplate | undefined;
  /** Where in the workflow the way to it begins, which leads out of it. */
  referredAt: readonly PathSegment[];
}

/** What a call leads to. */
export type Called =
  | Exclude<FoundTemplate, { kind: 'template' }>
  | { kind: 'placed'; placed: PlacedTemplate };

/**
 * The templates of a workflow, those that stand in its calls, and those of WorkflowTemplates that it may run; by name
 * its own. Of those with the same name the last counts, as in Argo.
 */
export interface WorkflowIndex {
  workflow: Workflow;
  templates: readonly PlacedTemplate[];
  byName: ReadonlyMap<string, PlacedTemplate>;
  /** What a call names that stands in the workflow (undefined) or in a WorkflowTemplate. */
  called(call: CalleeFields, home: Home): Called;
}

/** @param library the WorkflowTemplates that there are; undefined: references are not followed. */
export function indexWorkflow(workflow: Workflow, library?: TemplateLibrary): WorkflowIndex {
  const byName = new Map<string, PlacedTemplate>();
  const byTemplate = new Map<Template, PlacedTemplate>();
  const find = (call: CalleeFields, home: Home): FoundTemplate =>
    findTemplate(call, home, (name) => byName.get(name)?.template, library, workflow.spec);
  for (const [index, template] of (workflow.spec.templates ?? []).entries()) {
    const placed = place(template, ['spec', 'templates', index], undefined, undefined, []);
    byName.set(template.name, placed);
    byTemplate.set(template, placed);
  }
  const follow = (call: CalleeFields, at: PathSegment[], from: PlacedTemplate | undefined): void => {
    const found = find(call, from?.home);
    if (found.kind !== 'template' || byTemplate.has(found.template)) return;
    const { template, home, inline } = found;
    const path = inline ? [...at, 'inline'] : (pathIn(home, template) ?? at);
    const referredAt = from === undefined || from.home === undefined ? at : from.referredAt;
    byTemplate.set(template, place(template, path, home, inline ? from : undefined, referredAt));
  };
  for (const [name, hook] of Object.entries(workflow.spec.hooks ?? {})) {
    follow(hook, ['spec', 'hooks', name], undefined);
  }
  // A map is walked in the order of insertion, what is added on the way included.
  for (const placed of byTemplate.values()) {
    for (const { call, path } of placed.calls) {
      follow(call, path, placed);
      if (placed.home !== undefined && (call.onExit ?? '') !== '') {
        follow({ template: call.onExit ?? '' }, path, placed);
      }
      for (const [name, hook] of Object.entries(call.hooks ?? {}))
        follow(hook, [...path, 'hooks', name], placed);
    }
  }
  return {
    workflow,
    templates: [...byTemplate.values()],
    byName,
    called(call, home) {
      const found = find(call, home);
      if (found.kind !== 'template') return found;
      const placed = byTemplate.get(found.template);
      return placed === undefined ? { kind: 'unknown' } : { kind: 'placed', placed };
    },
  };
}

/** The template that a call runs; undefined where there is none, or it is not known which. */
export function calledTemplate(
  index: WorkflowIndex,
  call: CalleeFields,
  home: Home,
): PlacedTemplate | undefined {
  const called = index.called(call, home);
  return called.kind === 'placed' ? called.placed : undefined;
}

function pathIn(home: Home, template: Template): PathSegment[] | undefined {
  const index = home?.object.spec.templates?.indexOf(template) ?? -1;
  return index < 0 ? undefined : ['spec', 'templates', index];
}

function place(
  template: Template,
  path: PathSegment[],
  home: Home,
  around: PlacedTemplate | undefined,
  referredAt: readonly PathSegment[],
): PlacedTemplate {
  return { template, path, calls: placedCalls(template, path, home), home, around, referredAt };
}

function placedCalls(template: Template, path: readonly PathSegment[], home: Home): PlacedCall[] {
  const steps = (template.steps ?? []).flatMap((group, groupIndex) =>
    group.map((call, index) => ({ call, path: [...path, 'steps', groupIndex, index], home })),
  );
  const tasks = (template.dag?.tasks ?? []).map((call, index) => ({
    call,
    path: [...path, 'dag', 'tasks', index],
    home,
  }));
  return [...steps, ...tasks];
}
