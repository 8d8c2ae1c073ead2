import { template as templateType } from '../fields/template-fields.ts';
import type { Template } from '../types/template.ts';
import { strategicMerge } from './strategic-merge.ts';

const TYPES = [
  'container',
  'containerSet',
  'steps',
  'script',
  'resource',
  'dag',
  'suspend',
  'data',
  'http',
  'plugin',
];

/**
 * A template with what the workflow's `templateDefaults` say of all of its kind (Argo's mergedTemplateDefaultsInto):
 * the template's own fields count, and defaults for another type of template do not.
 */
export function withTemplateDefaults(template: Template, defaults: Template | undefined): Template {
  if (defaults === undefined) return template;
  const own = template as unknown as Readonly<Record<string, unknown>>;
  const applicable = Object.fromEntries(
    Object.entries(defaults).filter(([name]) => !TYPES.includes(name) || own[name] !== undefined),
  );
  return strategicMerge(applicable, own, templateType) as unknown as Template;
}
