import {
  type LifecycleHooks,
  resolveTemplates,
  type Template,
  type TemplateCall,
  TemplateShelf,
  type Workflow,
} from '@tiphys/spec';
import type { Random } from './seeded-random.ts';

const LIBRARY = { WorkflowTemplate: 'lib', ClusterWorkflowTemplate: 'shared' } as const;

/**
 * The same workflow with its templates elsewhere: calls refer to a WorkflowTemplate or ClusterWorkflowTemplate, or have
 * the template in themselves, or the whole spec stands in a WorkflowTemplate; some of what every template says is a
 * default.
 */
export function withReferences(workflow: Workflow, random: Random): Workflow {
  const shelf = new TemplateShelf();
  const { templates = [], ...spec } = workflow.spec;
  for (const kind of ['WorkflowTemplate', 'ClusterWorkflowTemplate'] as const) {
    shelf.add(kind, { metadata: { name: LIBRARY[kind] }, spec: { templates } });
  }
  const changed = templates.map((template) => withCalls(template, templates, random));
  const hooks = spec.hooks === undefined ? {} : { hooks: withHooks(spec.hooks, random) };
  const defaults: Template = { name: '', container: { image: 'default' }, retryStrategy: { limit: 1 } };
  const whole = {
    ...spec,
    ...hooks,
    templates: changed,
    ...(random.chance(0.3) ? { templateDefaults: defaults } : {}),
  };
  if (random.chance(0.7)) return resolveTemplates({ ...workflow, spec: whole }, shelf).workflow;
  shelf.add('WorkflowTemplate', { metadata: { name: 'whole' }, spec: whole });
  const referring: Workflow = { ...workflow, spec: { workflowTemplateRef: { name: 'whole' } } };
  return resolveTemplates(referring, shelf).workflow;
}

function withCalls(template: Template, all: readonly Template[], random: Random): Template {
  const { steps, dag } = template;
  const change = <C extends TemplateCall>(call: C): C => withCallee(call, all, random);
  return {
    ...template,
    ...(steps === undefined ? {} : { steps: steps.map((group) => group.map(change)) }),
    ...(dag === undefined ? {} : { dag: { ...dag, tasks: dag.tasks.map(change) } }),
  };
}

function withCallee<C extends TemplateCall>(call: C, all: readonly Template[], random: Random): C {
  const { template: name = '', ...rest } = call;
  const hooks = call.hooks === undefined ? {} : { hooks: withHooks(call.hooks, random) };
  const called = all.find((template) => template.name === name);
  if (called === undefined || random.chance(0.3)) return { ...call, ...hooks };
  const { name: _name, ...inline } = called;
  return {
    ...rest,
    ...hooks,
    ...(random.chance(0.4) ? { inline: { name: '', ...inline } } : { templateRef: reference(name, random) }),
  } as C;
}

function withHooks(hooks: LifecycleHooks, random: Random): LifecycleHooks {
  return Object.fromEntries(
    Object.entries(hooks).map(([name, { template = '', ...hook }]) => [
      name,
      random.chance(0.5) ? { ...hook, template } : { ...hook, templateRef: reference(template, random) },
    ]),
  );
}

function reference(template: string, random: Random) {
  return random.chance(0.5)
    ? { name: LIBRARY.WorkflowTemplate, template }
    : { name: LIBRARY.ClusterWorkflowTemplate, template, clusterScope: true };
}
