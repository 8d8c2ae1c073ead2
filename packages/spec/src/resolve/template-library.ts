import type { TemplateKind } from '../decode-workflow-template.ts';
import type { Template } from '../types/template.ts';
import type { WorkflowTemplate } from '../types/workflow-template.ts';

/** The WorkflowTemplates that a workflow can refer to: those of its namespace, and the cluster's. */
export interface TemplateLibrary {
  get(kind: TemplateKind, name: string): WorkflowTemplate | undefined;
  /** All of a kind, for references whose names are known only when the workflow runs. */
  all(kind: TemplateKind): Iterable<WorkflowTemplate>;
}

/** WorkflowTemplates that are at hand: of files, or fetched beforehand. */
export class TemplateShelf implements TemplateLibrary {
  readonly #byKind = {
    WorkflowTemplate: new Map<string, WorkflowTemplate>(),
    ClusterWorkflowTemplate: new Map<string, WorkflowTemplate>(),
  };

  add(kind: TemplateKind, template: WorkflowTemplate): void {
    this.#byKind[kind].set(template.metadata.name ?? '', template);
  }

  get(kind: TemplateKind, name: string): WorkflowTemplate | undefined {
    return this.#byKind[kind].get(name);
  }

  all(kind: TemplateKind): Iterable<WorkflowTemplate> {
    return this.#byKind[kind].values();
  }
}

export const EMPTY_LIBRARY: TemplateLibrary = new TemplateShelf();

/** The template of this name in a WorkflowTemplate; of several the first, as in Argo. */
export function templateNamed({ spec }: Pick<WorkflowTemplate, 'spec'>, name: string): Template | undefined {
  return spec.templates?.find((template) => template.name === name);
}
