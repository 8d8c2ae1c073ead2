import {
  isOpen,
  type PathSegment,
  possibleReferences,
  type Template,
  type TemplateCall,
  type TemplateKind,
  type TemplateLibrary,
  type TemplateRef,
  templateKindOf,
  templateNamed,
  type WorkflowSpec,
  type WorkflowTemplate,
} from '@tiphys/spec';

/** The WorkflowTemplate in which a template stands; undefined: the workflow itself. */
export type Home = { kind: TemplateKind; object: WorkflowTemplate } | undefined;

/** What a step, task or hook says of the template that it calls. */
export type CalleeFields = Pick<TemplateCall, 'template' | 'templateRef' | 'inline' | 'withItems'>;

export type FoundTemplate =
  | { kind: 'template'; template: Template; home: Home; inline: boolean }
  /** It is known when the workflow runs, or by the server. */
  | { kind: 'unknown' }
  /** @param at below the call. */
  | { kind: 'wrong'; at: PathSegment[]; message: string };

/**
 * Looks up what a call names, in Argo's words where there is no such template (validateTemplateHolder).
 *
 * @param local the workflow's own templates.
 * @param library undefined: what is in WorkflowTemplates is not known here.
 */
export function findTemplate(
  call: CalleeFields,
  home: Home,
  local: (name: string) => Template | undefined,
  library: TemplateLibrary | undefined,
  spec: WorkflowSpec,
): FoundTemplate {
  const { template = '', templateRef, inline } = call;
  if (inline !== undefined) return foundInline(call, inline, home);
  if (templateRef !== undefined) {
    return template === ''
      ? findReferred(templateRef, call, library, spec)
      : wrong(['template'], 'template name cannot be specified with templateRef');
  }
  if (template === '') return wrong([], 'failed to get a template: template is required');
  const [name = template] = filledNames(template, spec);
  const found = home === undefined ? local(name) : templateNamed(home.object, name);
  if (found === undefined) return wrong(['template'], `template name '${name}' undefined`);
  return { kind: 'template', template: found, home, inline: false };
}

function foundInline(
  { template = '', templateRef }: CalleeFields,
  inline: Template,
  home: Home,
): FoundTemplate {
  if (template !== '') return wrong(['template'], 'template name cannot be specified with inline');
  if (templateRef !== undefined) return wrong(['templateRef'], 'templateRef cannot be specified with inline');
  return { kind: 'template', template: inline, home, inline: true };
}

function findReferred(
  templateRef: TemplateRef,
  call: CalleeFields,
  library: TemplateLibrary | undefined,
  { arguments: args }: WorkflowSpec,
): FoundTemplate {
  if ((templateRef.name ?? '') === '') return wrong(['templateRef'], 'resource name is required');
  if ((templateRef.template ?? '') === '') return wrong(['templateRef'], 'template name is required');
  const open = isOpen(templateRef.name ?? '') || isOpen(templateRef.template ?? '');
  const [ref = templateRef] = possibleReferences(templateRef, open ? { ...call, withItems: [] } : call, args);
  const { name = '', template = '' } = ref;
  if (library === undefined || isOpen(name) || isOpen(template)) return { kind: 'unknown' };
  const kind = templateKindOf(ref);
  const object = library.get(kind, name);
  const found = object === undefined ? undefined : templateNamed(object, template);
  if (object === undefined || found === undefined) {
    return wrong(['templateRef'], `template reference ${name}.${template} not found`);
  }
  return { kind: 'template', template: found, home: { kind, object }, inline: false };
}

function filledNames(template: string, { arguments: args }: WorkflowSpec): (string | undefined)[] {
  return possibleReferences({ name: template }, {}, args).map(({ name }) => name);
}

function wrong(at: PathSegment[], message: string): FoundTemplate {
  return { kind: 'wrong', at, message };
}
