import { replaceTags, type VariableScope } from '@tiphys/expression';
import { type Arguments, isLeaf, runsPod, type Template, type Workflow } from '@tiphys/spec';
import { scanTags } from './tags.ts';

/** Stands for a value that is known only when the workflow runs. */
const PLACEHOLDER = '__argo__internal__placeholder-0';

/** Variables with these roots must be known; others are left as they are (GlobalVarValidWorkflowVariablePrefix). */
const CHECKED = ['item.', 'steps.', 'inputs.', 'outputs.', 'pod.', 'workflow.', 'tasks.'];
/** Known at run time, with whatever follows (resolveAllVariables). */
const ALWAYS_KNOWN = [
  'outputs.',
  'workflow.creationTimestamp',
  'workflow.scheduledTime',
  'workflow.duration',
  'tasks.name',
  'steps.name',
  'node.name',
];
const ROOTS = new Set([
  'item',
  'steps',
  'inputs',
  'outputs',
  'pod',
  'workflow',
  'tasks',
  'node',
  'retries',
  'lastRetry',
]);
const DOTTED_NAME = /^([A-Za-z]+)(?:\.[-\w]+)+$/;

const PARAMETER = /{{[\s\S]*?}}/;

/** Whether a name is only known when the workflow runs. */
export function isVariable(name: string): boolean {
  return PARAMETER.test(name);
}

/** What the templates of a workflow may refer to apart from their inputs and calls. */
export type KnownVariables = ReadonlyMap<string, string>;

/** Among the variables: whoever uses the WorkflowTemplate may give parameters that it does not name. */
const ANY_PARAMETER = '*';

const FACTS = ['name', 'namespace', 'uid', 'mainEntrypoint', 'serviceAccountName', 'status'];
const WHOLE = ['labels', 'labels.json', 'annotations', 'annotations.json'];

/**
 * The `workflow.*` variables and, where they are known, their values.
 *
 * @param seesOutcome for what runs in the workflow's own handler and hooks, which know `workflow.failures`.
 * @param anyParameter in a WorkflowTemplate by itself.
 */
export function workflowVariables(
  { metadata, spec }: Workflow,
  seesOutcome: boolean,
  anyParameter: boolean,
): KnownVariables {
  const parameters = spec.arguments?.parameters ?? [];
  const known = new Map<string, string>();
  for (const fact of [...FACTS, ...WHOLE]) known.set(`workflow.${fact}`, PLACEHOLDER);
  if (parameters.length > 0) {
    known.set('workflow.parameters', PLACEHOLDER);
    known.set('workflow.parameters.json', PLACEHOLDER);
  }
  if (spec.priority !== undefined) known.set('workflow.priority', String(spec.priority));
  if (anyParameter) known.set(ANY_PARAMETER, PLACEHOLDER);
  if (seesOutcome) known.set('workflow.failures', PLACEHOLDER);
  for (const { name, value } of parameters) known.set(`workflow.parameters.${name}`, value ?? PLACEHOLDER);
  const given = spec.workflowMetadata;
  for (const labels of [metadata.labels, given?.labels, given?.labelsFrom]) {
    for (const key of Object.keys(labels ?? {})) known.set(`workflow.labels.${key}`, PLACEHOLDER);
  }
  for (const annotations of [metadata.annotations, given?.annotations]) {
    for (const key of Object.keys(annotations ?? {})) known.set(`workflow.annotations.${key}`, PLACEHOLDER);
  }
  return known;
}

/** A variable that a text refers to. */
export interface Reference {
  name: string;
  /** As it is written between the braces. */
  content: string;
}

/** What nothing resolves in a text. */
export interface UnresolvedTags {
  references: Reference[];
  strange: Reference[];
  /** The text ends in a `{{` that nothing closes: that of a variable, of an expression, or of something else. */
  unclosed?: 'variable' | 'expression' | 'text';
}

/** What one template may refer to apart from its calls. */
export class TemplateVariables {
  readonly #global: KnownVariables;
  readonly #local = new Set<string>();
  readonly #passes: VariableScope[];

  /**
   * @param around the template in whose step or task this one stands: its inputs are known there.
   * @param given what the entrypoint and the workflow's handler are called with.
   */
  constructor(global: KnownVariables, template: Template, around?: Template, given?: Arguments) {
    this.#global = global;
    if (runsPod(template)) {
      this.#local.add('pod.name');
      for (const { name, valueFrom } of template.outputs?.parameters ?? []) {
        if (valueFrom?.path) this.#local.add(`outputs.parameters.${name}.path`);
      }
    }
    for (const { name } of around?.inputs?.parameters ?? []) this.#local.add(`inputs.parameters.${name}`);
    const inputs = template.inputs?.parameters ?? [];
    for (const { name } of inputs) this.#local.add(`inputs.parameters.${name}`);
    this.#local.add('inputs.parameters');
    for (const { name } of template.inputs?.artifacts ?? []) {
      this.#local.add(`inputs.artifacts.${name}`);
      if (isLeaf(template)) this.#local.add(`inputs.artifacts.${name}.path`);
    }
    // Argo's two passes: a workflow's parameter may bring in a reference to an input, but not the other way round.
    const values = new Map([...this.#local].map((name): [string, string] => [name, PLACEHOLDER]));
    for (const [name, value] of givenValues(template, given)) values.set(`inputs.parameters.${name}`, value);
    this.#passes = [scopeOf([global]), scopeOf([values, global])];
  }

  /**
   * The references of a text that nothing known here resolves, `steps.*` and `tasks.*` among them, and dotted names
   * of which nothing is known at all, which stay in the text as they are.
   */
  unresolved(text: string): UnresolvedTags {
    const references: Reference[] = [];
    const strange: Reference[] = [];
    if (!text.includes('{{')) return { references, strange };
    const { tags, unclosed } = scanTags(this.filledIn(text));
    for (const { content, variable: name } of tags) {
      if (name === undefined) continue;
      if (isChecked(name)) {
        if (!this.knows(name)) references.push({ name, content });
      } else if (isStrange(name)) strange.push({ name, content });
    }
    if (unclosed === undefined) return { references, strange };
    const kind = isChecked(unclosed.trim()) ? 'variable' : unclosed.startsWith('=') ? 'expression' : 'text';
    return { references, strange, unclosed: kind };
  }

  knows(name: string): boolean {
    return (
      this.#local.has(name) ||
      this.#global.has(name) ||
      (name.startsWith('workflow.parameters') && this.#global.has(ANY_PARAMETER)) ||
      ALWAYS_KNOWN.some((prefix) => name.startsWith(prefix))
    );
  }

  /** As it will be where all that is known has been filled in; a text that cannot be filled in stays as it is. */
  filledIn(text: string): string {
    return this.#passes.reduce((current, scope) => {
      const result = replaceTags(current, scope, { allowUnresolved: true });
      return result.ok ? result.value : current;
    }, text);
  }
}

/** The inputs whose values are known beforehand. */
function givenValues({ inputs }: Template, given: Arguments | undefined): [string, string][] {
  if (given === undefined) return [];
  const values = new Map(given.parameters?.map(({ name, value }) => [name, value]));
  return (inputs?.parameters ?? []).flatMap(({ name, value }): [string, string][] => {
    const known = values.get(name) ?? value;
    return known === undefined ? [] : [[name, known]];
  });
}

function scopeOf(known: readonly ReadonlyMap<string, string>[]): VariableScope {
  return {
    lookup(name) {
      return known.find((map) => map.has(name))?.get(name);
    },
    *withPrefix(prefix) {
      for (const map of known) {
        for (const [name, value] of map) if (name.startsWith(prefix)) yield [name, value];
      }
    },
  };
}

function isChecked(name: string): boolean {
  return CHECKED.some((root) => name.startsWith(root));
}

/** A name that looks like a variable's, but whose root is none: `{{input.parameters.x}}`. */
function isStrange(name: string): boolean {
  const root = DOTTED_NAME.exec(name)?.[1];
  return root !== undefined && !ROOTS.has(root);
}
