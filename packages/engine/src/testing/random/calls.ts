import type { Arguments, Artifact, LifecycleHooks, Parameter, Template, TemplateCall } from '@tiphys/spec';
import type { Random } from '../seeded-random.ts';

/** Ends the names of calls whose outputs are put together. */
const MANY = '-many';

export type CallRoot = 'steps' | 'tasks';

/** What the calls of one body may refer to: the templates that there are, and calls that come before. */
export interface CallSite {
  root: CallRoot;
  below: readonly Template[];
  /** The body's own inputs. */
  inputs: Template['inputs'];
}

/** A call that others may refer to. */
export interface Called {
  call: TemplateCall;
  template: Template;
}

/** A step or task of any kind: with arguments, loops, conditions, handlers and hooks. */
export function randomCall(random: Random, name: string, site: CallSite, visible: readonly Called[]): Called {
  const template = random.pick(site.below);
  const call: TemplateCall = { name, template: template.name };
  if (random.chance(0.15)) addItems(random, call, site.root, visible);
  const args = argumentsFor(random, template, site, visible, call.name.endsWith(MANY));
  if (args === undefined) return { call: { name, template: 'leaf' }, template: leafOf(site.below) };
  if (Object.keys(args).length > 0) call.arguments = args;
  if (random.chance(0.25)) call.when = condition(random, site.root, visible);
  const callees = callableAlone(site.below);
  if (random.chance(0.35)) call.onExit = random.pick(callees).name;
  if (random.chance(0.25)) call.hooks = callHooks(random, call.name, site, template);
  return { call, template };
}

/** Those that handlers and hooks may call, which give them nothing, or what the workflow has. */
export function callableAlone(templates: readonly Template[]): Template[] {
  return templates.filter(
    ({ inputs }) =>
      (inputs?.parameters ?? []).every(
        (input) => input.default !== undefined || input.valueFrom !== undefined,
      ) && (inputs?.artifacts ?? []).every((input) => !needsSource(input)),
  );
}

function leafOf(below: readonly Template[]): Template {
  const leaf = below.find(({ name }) => name === 'leaf');
  if (leaf === undefined) throw new Error('there is always a leaf');
  return leaf;
}

function needsSource({ optional, raw, s3, http, git }: Artifact): boolean {
  return (
    optional !== true && raw === undefined && s3 === undefined && http === undefined && git === undefined
  );
}

/** What a template is called with; undefined where nothing is there that it needs. */
function argumentsFor(
  random: Random,
  { inputs }: Template,
  site: CallSite,
  visible: readonly Called[],
  isLoop: boolean,
): Arguments | undefined {
  const parameters: Parameter[] = [];
  for (const { name, enum: choices } of inputs?.parameters ?? []) {
    if (random.chance(0.3)) continue;
    const value =
      choices === undefined ? someValue(random, site, visible, isLoop) : random.pick([...choices, 'huge']);
    parameters.push({ name, value });
  }
  const artifacts: Artifact[] = [];
  for (const input of inputs?.artifacts ?? []) {
    const source = artifactSource(random, input, site, visible);
    if (source !== undefined) artifacts.push({ name: input.name, ...source });
    else if (needsSource(input)) return undefined;
  }
  return {
    ...(parameters.length === 0 ? {} : { parameters }),
    ...(artifacts.length === 0 ? {} : { artifacts }),
  };
}

function someValue(
  random: Random,
  { root, inputs }: CallSite,
  visible: readonly Called[],
  isLoop: boolean,
): string {
  if (isLoop && random.chance(0.5)) return 'item {{item}}';
  const own = inputs?.parameters?.[0];
  if (own !== undefined && random.chance(0.4)) return `{{inputs.parameters.${own.name}}}`;
  const [source] = visible.length === 0 ? [] : [random.pick(visible)];
  if (source === undefined) return random.pick(['fixed', '{{workflow.parameters.message}}', '{{=1 + 2}}']);
  const path = `${root}.${source.call.name}`;
  const output = source.template.outputs?.parameters?.find(({ globalName }) => globalName === undefined);
  if (output !== undefined && random.chance(0.6)) {
    return random.chance(0.7)
      ? `{{${path}.outputs.parameters.${output.name}}}`
      : `{{=${root}['${source.call.name}'].outputs.parameters.${output.name} ?? 'absent'}}`;
  }
  const { container, script, http } = source.template;
  if ((container ?? script ?? http) !== undefined && random.chance(0.3)) return `{{${path}.outputs.result}}`;
  return `{{${path}.status}}`;
}

/** From an earlier call, or the body's own input, or written out. */
function artifactSource(
  random: Random,
  { optional }: Artifact,
  { root, inputs }: CallSite,
  visible: readonly Called[],
): Partial<Artifact> | undefined {
  const sources: Partial<Artifact>[] = [{ raw: { data: 'of {{workflow.name}}' } }];
  for (const { call, template } of visible) {
    if (call.name.endsWith(MANY)) continue;
    for (const { name } of template.outputs?.artifacts ?? []) {
      const path = `${root}.${call.name}.outputs.artifacts.${name}`;
      sources.push({ from: `{{${path}}}` }, { from: `{{${path}}}`, subPath: 'part' });
    }
  }
  for (const { name } of inputs?.artifacts ?? []) sources.push({ from: `{{inputs.artifacts.${name}}}` });
  if (optional === true && random.chance(0.3)) return undefined;
  return sources.length > 1 && random.chance(0.8) ? random.pick(sources.slice(1)) : sources[0];
}

/** Loops of all kinds, empty and wrong ones among them. */
function addItems(random: Random, call: TemplateCall, root: CallRoot, visible: readonly Called[]): void {
  const kind = random.below(4);
  if (kind === 0) call.withItems = random.pick([['x', 'y'], [1, true, { a: 'b' }, [1, 'c']], ['(z)']]);
  else if (kind === 1) {
    call.withSequence = random.pick([
      { count: random.below(4), format: 'n%02d' },
      { start: '1', end: '3' },
      { start: 3, end: 2 },
    ]);
  } else if (kind === 2) call.withParam = random.pick(['[1, 2]', '[]', 'no list', '[{"a": 1}]']);
  else {
    const isList = ({ call: { withItems, withParam } }: Called) => (withItems ?? withParam) !== undefined;
    const loops = visible.filter((each) => isList(each) && hasOutputs(each.template));
    if (loops.length > 0) call.withParam = `{{${root}.${random.pick(loops).call.name}.outputs.parameters}}`;
  }
  if (call.withItems !== undefined || call.withParam !== undefined || call.withSequence !== undefined)
    call.name += MANY;
}

function hasOutputs({ outputs }: Template): boolean {
  return (outputs?.parameters ?? []).length > 0;
}

function condition(random: Random, root: CallRoot, visible: readonly Called[]): string {
  const operator = random.pick(['==', '!=']);
  if (visible.length > 0) return `{{${root}.${random.pick(visible).call.name}.status}} ${operator} Succeeded`;
  return `{{workflow.parameters.message}} ${operator} hello`;
}

function callHooks(
  random: Random,
  name: string,
  { below, root }: CallSite,
  template: Template,
): LifecycleHooks {
  const hooks: LifecycleHooks = {};
  const callees = callableAlone(below);
  for (const phase of ['Running', 'Succeeded', 'Failed']) {
    if (!random.chance(0.5)) continue;
    hooks[phase.toLowerCase()] = {
      template: random.pick(callees).name,
      expression: `${root}.${name}.status == "${phase}"`,
    };
  }
  if (random.chance(0.3)) {
    const callee = random.pick(callees);
    const input = callee.inputs?.parameters?.[0];
    const [output] = template.outputs?.parameters ?? [];
    const value =
      output === undefined || name.endsWith(MANY)
        ? '{{workflow.status}}'
        : `{{${root}.${name}.outputs.parameters.${output.name}}}`;
    hooks.exit = {
      template: callee.name,
      ...(input === undefined ? {} : { arguments: { parameters: [{ name: input.name, value }] } }),
      ...(random.chance(0.2) ? { expression: `${root}.${name}.status != "Omitted"` } : {}),
    };
  }
  return hooks;
}
