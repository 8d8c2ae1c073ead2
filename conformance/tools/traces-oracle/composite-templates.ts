import type { Random } from '@tiphys/engine/testing';
import { type Callable, type Json, retryStrategy } from './leaf-templates.ts';
import type { Theme } from './themes.ts';
import { argument, condition, hookArgument, type Root, type Seen } from './variables.ts';

/** A template of steps or of tasks that calls others. */
export function compositeTemplate(
  random: Random,
  theme: Theme,
  name: string,
  callables: readonly Callable[],
): [Json, Callable] {
  const ins = random.chance(0.3) ? ['q'] : [];
  const template: Json = { name };
  if (ins.length > 0) {
    template.inputs = { parameters: [{ name: 'q', ...(random.chance(0.5) ? { default: 'qd' } : {}) }] };
  }
  const isSteps = random.chance(0.5);
  const body = isSteps ? stepsBody(random, theme, callables, ins) : dagBody(random, theme, callables, ins);
  Object.assign(template, body.part);
  const outs = outputsOf(random, theme, name, isSteps ? 'steps' : 'tasks', body.all, template);
  if (random.chance(theme.compositeRetries)) template.retryStrategy = retryStrategy(random, theme);
  if (random.chance(theme.parallelism)) template.parallelism = 1 + random.below(2);
  if (random.chance(theme.deadlines * 0.3)) template.activeDeadlineSeconds = random.pick([3600, 360000]);
  if (theme.leaves.includes('mutex') && random.chance(0.15)) {
    template.synchronization = { mutexes: [{ name: `m-${name}` }] };
  }
  if (theme.leaves.includes('memo') && random.chance(0.15)) {
    template.memoize = { key: `c-${name}`, cache: { configMap: { name: 'cache' } } };
  }
  return [template, { name, ins, outs, hasResult: false, isComposite: true }];
}

interface Body {
  part: Json;
  all: Seen[];
}

function stepsBody(random: Random, theme: Theme, callables: readonly Callable[], ins: string[]): Body {
  const steps: Json[][] = [];
  const all: Seen[] = [];
  for (let group = 0; group <= random.below(3); group += 1) {
    const calls: Json[] = [];
    const now: Seen[] = [];
    for (let place = 0; place <= random.below(3); place += 1) {
      const [step, seen] = call(random, theme, `s${group}${place}`, callables, 'steps', [...all], ins);
      if (random.chance(theme.continueOn)) step.continueOn = continueOn(random);
      calls.push(step);
      now.push(seen);
    }
    steps.push(calls);
    all.push(...now);
  }
  return { part: { steps }, all };
}

function dagBody(random: Random, theme: Theme, callables: readonly Callable[], ins: string[]): Body {
  const tasks: Json[] = [];
  const all: Seen[] = [];
  const dependencies = new Map<string, string[]>();
  const withDepends = random.chance(theme.depends);
  for (let place = 0; place <= random.below(5); place += 1) {
    const direct = all.filter(() => random.chance(0.45));
    const ancestors = ancestorsOf(dependencies, direct);
    const before = all.filter(({ name }) => ancestors.has(name));
    const [task, seen] = call(random, theme, `a${place}`, callables, 'tasks', before, ins);
    if (direct.length > 0) {
      if (withDepends) task.depends = dependsOn(random, direct);
      else task.dependencies = direct.map(({ name }) => name);
    }
    if (!withDepends && random.chance(theme.continueOn)) task.continueOn = continueOn(random);
    dependencies.set(
      seen.name,
      direct.map(({ name }) => name),
    );
    tasks.push(task);
    all.push(seen);
  }
  const dag: Json = { tasks };
  if (random.chance(theme.failFastOff)) dag.failFast = random.chance(0.2);
  if (random.chance(0.1)) {
    const chosen = all.filter(() => random.chance(0.4)).map(({ name }) => name);
    dag.target = chosen.join(' ') || all[0]?.name;
  }
  return { part: { dag }, all };
}

function ancestorsOf(dependencies: ReadonlyMap<string, string[]>, direct: readonly Seen[]): Set<string> {
  const found = new Set<string>();
  const open = direct.map(({ name }) => name);
  for (let name = open.pop(); name !== undefined; name = open.pop()) {
    if (found.has(name)) continue;
    found.add(name);
    open.push(...(dependencies.get(name) ?? []));
  }
  return found;
}

function call(
  random: Random,
  theme: Theme,
  name: string,
  callables: readonly Callable[],
  root: Root,
  seen: readonly Seen[],
  ins: readonly string[],
): [Json, Seen] {
  const callee = random.pick(callables);
  const made: Json = { name, template: callee.name };
  const isLoop = random.chance(theme.loops) && addItems(random, made, root, seen);
  const needs =
    callee.ins.length > 0 && (callee.name === 'both' || callee.isComposite || random.chance(0.75));
  if (needs) {
    made.arguments = {
      parameters: callee.ins.map((input) => ({
        name: input,
        value: argument(random, theme, root, seen, ins, isLoop),
      })),
    };
  }
  if (random.chance(theme.when)) made.when = condition(random, theme, root, seen, ins, isLoop);
  const callers = callables.filter(
    ({ ins: inputs, name: called }) => inputs.length === 0 || called === 'takes',
  );
  if (random.chance(theme.handlers)) addHandler(random, made, root, callee, callers);
  if (random.chance(theme.hooks)) {
    const hook = random.pick(callers.filter(({ ins: inputs }) => inputs.length === 0));
    const state = random.pick(['Running', 'Succeeded', 'Failed', 'Pending', 'Error']);
    made.hooks = {
      ...(made.hooks as Json | undefined),
      hk: { template: hook.name, expression: `${root}.${name}.status == "${state}"` },
    };
  }
  return [made, { name, callee, isLoop }];
}

function addHandler(
  random: Random,
  made: Json,
  root: Root,
  callee: Callable,
  callers: readonly Callable[],
): void {
  const handler = random.pick(callers);
  if (random.chance(0.3)) {
    made.onExit = handler.name;
    return;
  }
  const exit: Json = { template: handler.name };
  const own = `${root}.${made.name}`;
  if (handler.ins.length > 0 && random.chance(0.8)) {
    exit.arguments = { parameters: [{ name: 'p', value: hookArgument(random, own, callee) }] };
  }
  if (random.chance(0.4)) {
    exit.expression = random.pick([
      `${own}.status == "Failed"`,
      `${own}.status == "Succeeded"`,
      'true',
      'false',
    ]);
  }
  made.hooks = { exit };
}

/** @returns whether the call got items. */
function addItems(random: Random, made: Json, root: Root, seen: readonly Seen[]): boolean {
  switch (random.below(5)) {
    case 0:
      made.withItems = random.pick<unknown[]>([
        ['x', 'y'],
        [1, true],
        [{ a: 'b', c: 1 }],
        [],
        ['z'],
        [
          ['l', 1],
          ['m', 2],
        ],
      ]);
      return true;
    case 1:
      made.withSequence = random.pick<Json>([
        { count: '2' },
        { count: 0 },
        { start: '1', end: '3' },
        { start: '3', end: 2 },
        { count: '2', format: 'n%02X' },
      ]);
      return true;
    case 2:
      made.withParam = random.pick([
        '[1, 2]',
        '[]',
        '["a"]',
        '[{"a": 1}]',
        '{{workflow.parameters.l}}',
        'nolist',
      ]);
      return true;
    default: {
      const lists = seen.filter(({ callee, isLoop }) => callee.outs.includes('list') && !isLoop);
      const loops = seen.filter(({ callee, isLoop }) => callee.outs.includes('v') && isLoop);
      const [from, output] = lists.length > 0 ? [lists, 'list'] : [loops, 'v'];
      if (from.length === 0) return false;
      made.withParam = `{{${root}.${random.pick(from).name}.outputs.parameters.${output}}}`;
      return true;
    }
  }
}

function continueOn(random: Random): Json {
  return random.pick([{ failed: true }, { error: true }, { failed: true, error: true }]);
}

function dependsOn(random: Random, direct: readonly Seen[]): string {
  return direct
    .map(({ name, isLoop }) => {
      const results =
        isLoop && random.chance(0.3)
          ? ['.AnySucceeded', '.AllFailed']
          : ['', '', '.Succeeded', '.Failed', '.Errored', '.Skipped', '.Omitted'];
      return `${random.chance(0.12) ? '!' : ''}${name}${random.pick(results)}`;
    })
    .reduce((left, right) => `(${left}) ${random.pick(['&&', '||'])} ${right}`);
}

function outputsOf(
  random: Random,
  theme: Theme,
  name: string,
  root: Root,
  all: readonly Seen[],
  template: Json,
): string[] {
  if (!random.chance(theme.outputs)) return [];
  const giving = all.filter(({ callee, isLoop }) => callee.outs.includes('v') && !isLoop);
  const output: Json = { name: 'v' };
  if (giving.length === 0) output.valueFrom = { expression: `'fixed'` };
  else {
    const one = random.pick(giving).name;
    const value = `${root}.${one}.outputs.parameters.v`;
    output.valueFrom = random.chance(0.5)
      ? { parameter: `{{${value}}}`, ...(random.chance(0.5) ? { default: 'od' } : {}) }
      : {
          expression: random.pick([
            value,
            `${root}.${one}.status == 'Succeeded' ? ${value} : 'none'`,
            `${root}['${one}'].outputs.parameters.v ?? 'nil'`,
          ]),
        };
  }
  if (random.chance(0.15)) output.globalName = `g-${name}`;
  template.outputs = { parameters: [output] };
  return ['v'];
}
