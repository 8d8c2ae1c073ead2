import type { Template, Workflow, WorkflowSpec } from '@tiphys/spec';

/** A container template that only has to have an outcome. */
export const leaf: Template = { name: 'leaf', container: { image: 'busybox', command: ['true'] } };

/** A workflow named `wf` whose entrypoint is `main`, with `leaf` at hand. */
export function workflow(spec: Partial<WorkflowSpec> & { templates: Template[] }): Workflow {
  return {
    metadata: { name: 'wf', namespace: 'default' },
    spec: { entrypoint: 'main', ...spec, templates: [...spec.templates, leaf] },
  };
}
