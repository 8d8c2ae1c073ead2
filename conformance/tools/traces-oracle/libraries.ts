import type { Random } from '@tiphys/engine/testing';
import type { Json } from './leaf-templates.ts';

/** The same workflow with templates elsewhere: calls refer to libraries, or the whole spec is one. */
export function withLibraries(random: Random, row: Json): Json {
  const spec = row.spec as Json;
  const templates = spec.templates as Json[];
  const library = (kind: string, name: string, inner: Json): Json => ({
    apiVersion: 'argoproj.io/v1alpha1',
    kind,
    metadata: { name, ...(kind === 'WorkflowTemplate' ? { namespace: 'default' } : {}) },
    spec: inner,
  });
  const libs = [
    library('WorkflowTemplate', 'lib', { templates }),
    library('ClusterWorkflowTemplate', 'shared', { templates }),
  ];
  const changed = templates.map((template) => ({
    ...template,
    ...(template.steps === undefined
      ? {}
      : { steps: (template.steps as Json[][]).map((group) => group.map((step) => referring(random, step))) }),
    ...(template.dag === undefined
      ? {}
      : {
          dag: {
            ...(template.dag as Json),
            tasks: ((template.dag as Json).tasks as Json[]).map((task) => referring(random, task)),
          },
        }),
  }));
  const whole = { ...spec, templates: changed };
  if (random.chance(0.6)) return { ...row, spec: whole, libs };
  libs.push(library('WorkflowTemplate', 'whole', whole));
  const own = random.chance(0.5) ? { arguments: { parameters: [{ name: 'w', value: 'own' }] } } : {};
  return { ...row, spec: { workflowTemplateRef: { name: 'whole' }, ...own }, libs };
}

function referring(random: Random, call: Json): Json {
  const { template, ...rest } = call;
  if (random.chance(0.4)) return call;
  const templateRef = random.chance(0.5)
    ? { name: 'lib', template }
    : { name: 'shared', template, clusterScope: true };
  return { ...rest, templateRef };
}
