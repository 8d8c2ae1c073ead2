import type { PathSegment, Template, TemplateCall, Workflow } from '@tiphys/spec';

/** A step or task, and where it stands. */
export interface PlacedCall {
  call: TemplateCall;
  path: PathSegment[];
}

/** A template and where it stands. */
export interface PlacedTemplate {
  template: Template;
  path: PathSegment[];
  calls: readonly PlacedCall[];
}

/** The templates of a workflow, by place and by name; of those with the same name the last counts, as in Argo. */
export interface WorkflowIndex {
  workflow: Workflow;
  templates: readonly PlacedTemplate[];
  byName: ReadonlyMap<string, PlacedTemplate>;
}

export function indexWorkflow(workflow: Workflow): WorkflowIndex {
  const templates = (workflow.spec.templates ?? []).map((template, index): PlacedTemplate => {
    const path = ['spec', 'templates', index];
    return { template, path, calls: placedCalls(template, path) };
  });
  return { workflow, templates, byName: new Map(templates.map((placed) => [placed.template.name, placed])) };
}

function placedCalls(template: Template, path: readonly PathSegment[]): PlacedCall[] {
  const steps = (template.steps ?? []).flatMap((group, groupIndex) =>
    group.map((call, index) => ({ call, path: [...path, 'steps', groupIndex, index] })),
  );
  const tasks = (template.dag?.tasks ?? []).map((call, index) => ({
    call,
    path: [...path, 'dag', 'tasks', index],
  }));
  return [...steps, ...tasks];
}
