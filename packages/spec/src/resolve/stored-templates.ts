import { type TemplateKind, templateKindOf } from '../decode-workflow-template.ts';
import type { LifecycleHooks, Template, TemplateCall } from '../types/template.ts';
import type { TemplateRef } from '../types/template-ref.ts';
import type { WorkflowSpec } from '../types/workflow.ts';
import type { WorkflowTemplate } from '../types/workflow-template.ts';
import { canBecome, isOpen } from './name-pattern.ts';
import { possibleReferences } from './reference-values.ts';
import type { TemplateLibrary } from './template-library.ts';

/** A WorkflowTemplate that is referred to and that the library does not have. */
export interface AbsentTemplate {
  kind: TemplateKind;
  /** There may be variables in it: then any that it can become, and all of the kind are to be looked at. */
  name: string;
}

export interface StoredTemplates {
  /** By Argo's key: `namespaced/<workflow template>/<template>`, `cluster/...`. */
  templates: Record<string, Template>;
  absent: AbsentTemplate[];
}

/** The WorkflowTemplate in which a template stands; undefined: in the workflow. */
type Home = { kind: TemplateKind; object: WorkflowTemplate } | undefined;

/**
 * The templates outside a workflow that it may run, at whatever distance: what its templates, hooks and handlers refer
 * to, what those refer to, and what those call among themselves. A reference whose name is known only when the
 * workflow runs counts for every template that it can become.
 *
 * @param spec as it runs.
 */
export function storedTemplates(spec: WorkflowSpec, library: TemplateLibrary): StoredTemplates {
  const walk = new Walk(spec, library);
  walk.hooks(spec.hooks, undefined);
  for (const template of spec.templates ?? []) walk.template(template, undefined);
  walk.finish();
  return { templates: walk.stored, absent: [...walk.absent.values()] };
}

class Walk {
  /** Keys have slashes: none is `__proto__`. */
  readonly stored: Record<string, Template> = {};
  readonly absent = new Map<string, AbsentTemplate>();
  readonly #spec: WorkflowSpec;
  readonly #library: TemplateLibrary;
  readonly #queue: { template: Template; home: Home }[] = [];

  constructor(spec: WorkflowSpec, library: TemplateLibrary) {
    this.#spec = spec;
    this.#library = library;
  }

  /** A list, not a recursion: chains of references may be long. */
  finish(): void {
    for (let next = this.#queue.shift(); next !== undefined; next = this.#queue.shift()) {
      this.template(next.template, next.home);
    }
  }

  template({ steps = [], dag }: Template, home: Home): void {
    for (const call of [...steps.flat(), ...(dag?.tasks ?? [])]) {
      this.#call(call, home);
      if (call.inline !== undefined) this.template(call.inline, home);
    }
  }

  hooks(hooks: LifecycleHooks | undefined, home: Home): void {
    for (const hook of Object.values(hooks ?? {})) this.#call(hook, home);
  }

  #call(
    call: Pick<TemplateCall, 'template' | 'templateRef' | 'withItems' | 'onExit' | 'hooks'>,
    home: Home,
  ): void {
    if (call.templateRef !== undefined) {
      for (const ref of possibleReferences(call.templateRef, call, this.#spec.arguments)) this.#refer(ref);
    }
    for (const name of [call.template ?? '', call.onExit ?? '']) {
      if (name !== '' && home !== undefined) this.#store(home.kind, home.object, name);
    }
    this.hooks(call.hooks, home);
  }

  #refer(ref: TemplateRef): void {
    const kind = templateKindOf(ref);
    const { name = '', template = '' } = ref;
    const objects = isOpen(name) ? this.#candidates(kind, name) : [this.#library.get(kind, name)];
    if (isOpen(name) || objects[0] === undefined) this.absent.set(`${kind}/${name}`, { kind, name });
    for (const object of objects) if (object !== undefined) this.#store(kind, object, template);
  }

  #candidates(kind: TemplateKind, pattern: string): WorkflowTemplate[] {
    return [...this.#library.all(kind)].filter(({ metadata }) => canBecome(pattern, metadata.name ?? ''));
  }

  #store(kind: TemplateKind, object: WorkflowTemplate, name: string): void {
    for (const template of object.spec.templates ?? []) {
      if (!canBecome(name, template.name)) continue;
      const key = storedTemplateKey(kind, object.metadata.name ?? '', template.name);
      if (this.stored[key] !== undefined) continue;
      this.stored[key] = template;
      this.#queue.push({ template, home: { kind, object } });
    }
  }
}

/** Argo's key of a template in a workflow's `status.storedTemplates`. */
export function storedTemplateKey(kind: TemplateKind, workflowTemplate: string, template: string): string {
  return `${kind === 'ClusterWorkflowTemplate' ? 'cluster' : 'namespaced'}/${workflowTemplate}/${template}`;
}
