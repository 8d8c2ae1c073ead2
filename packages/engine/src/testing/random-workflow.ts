import type {
  ContinueOn,
  DAGTask,
  LifecycleHooks,
  RetryStrategy,
  Template,
  TemplateCall,
  Workflow,
  WorkflowStep,
} from '@tiphys/spec';
import type { Random } from './seeded-random.ts';

/**
 * A valid workflow of the language: nested steps and DAG templates, conditions, parameters and results passed on,
 * handlers and hooks at all three levels.
 */
export function randomWorkflow(random: Random, name = 'wf'): Workflow {
  const templates: Template[] = leafTemplates();
  const composites = 1 + random.below(4);
  for (let index = 0; index < composites; index += 1)
    templates.push(composite(random, `t${index}`, templates));
  const entrypoint = random.chance(0.1) ? 'leaf' : `t${composites - 1}`;
  const names = templates.map((template) => template.name);
  return {
    metadata: { name, namespace: 'default' },
    spec: {
      entrypoint,
      arguments: { parameters: [{ name: 'message', value: 'hello' }] },
      templates,
      ...(random.chance(0.05) ? { retryStrategy: retryStrategy(random) } : {}),
      ...(random.chance(0.2) ? { parallelism: 1 + random.below(3) } : {}),
      ...(random.chance(0.15) ? { activeDeadlineSeconds: random.below(4) } : {}),
      ...(random.chance(0.1) ? { synchronization: { mutexes: [{ name: 'whole' }] } } : {}),
      ...(random.chance(0.6) ? { onExit: random.pick(names) } : {}),
      ...(random.chance(0.3) ? { hooks: workflowHooks(random, names) } : {}),
    },
  };
}

/** One that prints, one that takes a parameter, one that gives one, and a script. */
function leafTemplates(): Template[] {
  const container = { image: 'busybox', command: ['echo'], args: ['{{workflow.name}}'] };
  return [
    {
      name: 'leaf',
      container,
      metrics: { prometheus: [{ name: 'leaves', help: 'ended', counter: { value: '1' } }] },
    },
    { name: 'pause', suspend: { duration: '200ms' } },
    {
      name: 'retried',
      retryStrategy: { limit: 2, retryPolicy: 'Always' },
      container: { ...container, args: ['{{retries}} {{lastRetry.exitCode}}'] },
    },
    { name: 'daemon', daemon: true, container },
    { name: 'retried-daemon', daemon: true, retryStrategy: { limit: 1 }, container },
    { name: 'locked', synchronization: { mutexes: [{ name: 'one' }] }, container },
    {
      name: 'locked-twice',
      synchronization: {
        mutexes: [{ name: '{{workflow.name}}-two' }, { name: 'one' }],
        semaphores: [{ configMapKeyRef: { name: 'limits', key: 'three' } }],
      },
      retryStrategy: { limit: 1 },
      container,
    },
    {
      name: 'remembered',
      memoize: { key: 'k-{{workflow.name}}', cache: { configMap: { name: 'cache' } }, maxAge: '1h' },
      outputs: { parameters: [{ name: 'value', valueFrom: { path: '/tmp/value', default: 'nothing' } }] },
      container,
    },
    {
      name: 'locked-and-remembered',
      synchronization: { mutexes: [{ name: 'one' }] },
      memoize: { key: 'both', cache: { configMap: { name: 'cache' } } },
      container,
    },
    { name: 'timed', timeout: '2s', activeDeadlineSeconds: '1', container },
    { name: 'hurried', pendingTimeout: '1', retryStrategy: { limit: 1 }, container },
    {
      name: 'takes',
      inputs: { parameters: [{ name: 'message', default: 'none' }] },
      container: { ...container, args: ['{{inputs.parameters.message}}'] },
    },
    {
      name: 'gives',
      outputs: { parameters: [{ name: 'value', valueFrom: { path: '/tmp/value', default: 'nothing' } }] },
      container,
    },
    {
      name: 'script',
      script: { image: 'busybox', command: ['sh'], source: 'echo {{workflow.name}}' },
    },
  ];
}

function retryStrategy(random: Random): RetryStrategy {
  const strategy: RetryStrategy = { limit: random.pick([0, 1, '2']) };
  if (random.chance(0.6)) strategy.retryPolicy = random.pick(['Always', 'OnFailure', 'OnError']);
  if (random.chance(0.4)) {
    strategy.backoff = { duration: '100ms', factor: 2, cap: '1' };
    if (random.chance(0.3)) strategy.backoff.maxDuration = random.pick(['1ms', '1h']);
  }
  if (random.chance(0.3)) strategy.expression = 'lastRetry.status == "Failed" || asInt(retries) < 1';
  return strategy;
}

function composite(random: Random, name: string, below: readonly Template[]): Template {
  const made = plainComposite(random, name, below);
  if (random.chance(0.1)) {
    made.memoize = { key: `of-${name}`, cache: { configMap: { name: 'cache' } } };
  }
  if (random.chance(0.2)) made.parallelism = random.below(3);
  if (random.chance(0.1)) made.failFast = true;
  return random.chance(0.15) ? { ...made, retryStrategy: retryStrategy(random) } : made;
}

function plainComposite(random: Random, name: string, below: readonly Template[]): Template {
  const names = below.map((template) => template.name);
  if (random.chance(0.5)) return { name, steps: steps(random, names) };
  const list = tasks(random, names);
  if (!random.chance(0.2)) return { name, dag: { tasks: list } };
  const targets = list.filter(() => random.chance(0.4)).map((task) => task.name);
  return { name, dag: { tasks: list, target: targets.join(' '), failFast: random.chance(0.5) } };
}

function steps(random: Random, names: readonly string[]): WorkflowStep[][] {
  const groups: WorkflowStep[][] = [];
  const earlier: string[] = [];
  for (let group = 0; group <= random.below(3); group += 1) {
    const members: WorkflowStep[] = [];
    for (let member = 0; member <= random.below(3); member += 1) {
      const step = call(random, `s${group}${member}`, names, 'steps', earlier);
      members.push(random.chance(0.2) ? { ...step, continueOn: continueOn(random) } : step);
    }
    earlier.push(...members.map((step) => step.name));
    groups.push(members);
  }
  return groups;
}

function tasks(random: Random, names: readonly string[]): DAGTask[] {
  const list: DAGTask[] = [];
  const usesDepends = random.chance(0.4);
  for (let index = 0; index <= random.below(6); index += 1) {
    const earlier = list.map((task) => task.name);
    const dependencies = earlier.filter(() => random.chance(0.4));
    const task: DAGTask = call(random, `a${index}`, names, 'tasks', dependencies);
    if (dependencies.length > 0 && usesDepends) task.depends = depends(random, dependencies);
    else if (dependencies.length > 0) task.dependencies = dependencies;
    if (!usesDepends && random.chance(0.2)) task.continueOn = continueOn(random);
    list.push(task);
  }
  return list;
}

function depends(random: Random, names: readonly string[]): string {
  const parts = names.map((name) => {
    const result = random.pick(['', '.Succeeded', '.Failed', '.Errored', '.Skipped', '.Omitted']);
    return `${random.chance(0.2) ? '!' : ''}${name}${result}`;
  });
  return parts.reduce((left, right) => `(${left}) ${random.pick(['&&', '||'])} ${right}`);
}

function continueOn(random: Random): ContinueOn {
  return { error: random.chance(0.5), failed: random.chance(0.7) };
}

function call(
  random: Random,
  name: string,
  names: readonly string[],
  root: 'steps' | 'tasks',
  visible: readonly string[],
): TemplateCall {
  const result: TemplateCall = { name, template: random.pick(names) };
  if (result.template === 'takes' && visible.length > 0 && random.chance(0.7)) {
    const value = `{{${root}.${random.pick(visible)}.status}}`;
    result.arguments = { parameters: [{ name: 'message', value }] };
  }
  if (random.chance(0.15)) addItems(random, result, root, visible);
  if (random.chance(0.25)) result.when = condition(random, root, visible);
  if (random.chance(0.35)) result.onExit = random.pick(names);
  if (random.chance(0.25)) result.hooks = callHooks(random, result.name, names, root);
  return result;
}

/** Ends the names of calls whose outputs are put together. */
const MANY = '-many';

/** Loops of all kinds, empty and wrong ones among them. */
function addItems(
  random: Random,
  result: TemplateCall,
  root: 'steps' | 'tasks',
  visible: readonly string[],
): void {
  const kind = random.below(4);
  if (kind === 0) result.withItems = random.pick([['x', 'y'], [1, true, { a: 'b' }, [1, 'c']], ['(z)']]);
  else if (kind === 1) result.withSequence = { count: random.below(4), format: 'n%02d' };
  else if (kind === 2) result.withParam = random.pick(['[1, 2]', '[]', 'no list', '[{"a": 1}]']);
  else {
    const loops = visible.filter((name) => name.endsWith(MANY));
    if (loops.length > 0) result.withParam = `{{${root}.${random.pick(loops)}.outputs.parameters}}`;
  }
  if (result.withItems !== undefined || result.withParam !== undefined) result.name += MANY;
  if (result.arguments === undefined && result.template === 'takes' && random.chance(0.7)) {
    result.arguments = { parameters: [{ name: 'message', value: 'item {{item}}' }] };
  }
}

function condition(random: Random, root: string, visible: readonly string[]): string {
  const operator = random.pick(['==', '!=']);
  if (visible.length > 0) return `{{${root}.${random.pick(visible)}.status}} ${operator} Succeeded`;
  return `{{workflow.parameters.message}} ${operator} hello`;
}

function callHooks(random: Random, name: string, names: readonly string[], root: string): LifecycleHooks {
  const hooks: LifecycleHooks = {};
  for (const phase of ['Running', 'Succeeded', 'Failed']) {
    if (!random.chance(0.5)) continue;
    hooks[phase.toLowerCase()] = {
      template: random.pick(names),
      expression: `${root}.${name}.status == "${phase}"`,
    };
  }
  if (random.chance(0.3)) hooks.exit = { template: random.pick(names) };
  return hooks;
}

function workflowHooks(random: Random, names: readonly string[]): LifecycleHooks {
  const hooks: LifecycleHooks = {};
  for (const phase of ['Running', 'Failed']) {
    if (!random.chance(0.6)) continue;
    hooks[phase.toLowerCase()] = {
      template: random.pick(names),
      expression: `workflow.status == "${phase}"`,
    };
  }
  return hooks;
}
