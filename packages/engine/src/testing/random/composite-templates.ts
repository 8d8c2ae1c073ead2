import type { ContinueOn, DAGTask, Template, WorkflowStep } from '@tiphys/spec';
import type { Random } from '../seeded-random.ts';
import { type Called, type CallSite, randomCall } from './calls.ts';
import { retryStrategy, synchronization } from './strategies.ts';

/** A Steps or DAG template that calls those below it. */
export function compositeTemplate(random: Random, name: string, below: readonly Template[]): Template {
  const inputs = random.chance(0.3)
    ? { parameters: [{ name: 'given', default: 'by nobody' }], ...artifactInput(random, below) }
    : undefined;
  const body = random.chance(0.5) ? steps(random, below, inputs) : dag(random, below, inputs);
  return {
    name,
    ...(inputs === undefined ? {} : { inputs }),
    ...body.template,
    ...outputsOf(random, body.calls, body.root),
    ...limits(random),
    ...(random.chance(0.1)
      ? { memoize: { key: `of-${name}`, cache: { configMap: { name: 'cache' } } } }
      : {}),
    ...(random.chance(0.1) ? { synchronization: synchronization(random, name) } : {}),
    ...(random.chance(0.15) ? { retryStrategy: retryStrategy(random) } : {}),
    ...(random.chance(0.05) ? { nodeSelector: {} } : {}),
  };
}

/** One that calls itself so often as it is told. */
export function countdown(): Template {
  const n = '{{=asInt(inputs.parameters.n) - 1}}';
  return {
    name: 'countdown',
    inputs: { parameters: [{ name: 'n', default: '2' }] },
    steps: [
      [{ name: 'tick', template: 'leaf' }],
      [
        {
          name: 'again',
          template: 'countdown',
          arguments: { parameters: [{ name: 'n', value: n }] },
          when: '{{inputs.parameters.n}} > 0',
        },
      ],
    ],
  };
}

interface Body {
  root: CallSite['root'];
  template: Pick<Template, 'steps' | 'dag'>;
  calls: readonly Called[];
}

function artifactInput(random: Random, below: readonly Template[]): Template['inputs'] {
  const needed = below.some(({ inputs }) => (inputs?.artifacts ?? []).length > 0);
  return needed && random.chance(0.5) ? { artifacts: [{ name: 'handed', optional: true }] } : {};
}

function limits(random: Random): Partial<Template> {
  return {
    ...(random.chance(0.2) ? { parallelism: random.below(3) } : {}),
    ...(random.chance(0.1) ? { failFast: true } : {}),
  };
}

function steps(random: Random, below: readonly Template[], inputs: Template['inputs']): Body {
  const site: CallSite = { root: 'steps', below, inputs };
  const groups: WorkflowStep[][] = [];
  const earlier: Called[] = [];
  for (let group = 0; group <= random.below(3); group += 1) {
    const members: Called[] = [];
    for (let member = 0; member <= random.below(3); member += 1)
      members.push(randomCall(random, `s${group}${member}`, site, earlier));
    earlier.push(...members);
    groups.push(
      members.map(({ call }) => (random.chance(0.2) ? { ...call, continueOn: continueOn(random) } : call)),
    );
  }
  return { root: 'steps', template: { steps: groups }, calls: earlier };
}

function dag(random: Random, below: readonly Template[], inputs: Template['inputs']): Body {
  const site: CallSite = { root: 'tasks', below, inputs };
  const calls: Called[] = [];
  const tasks: DAGTask[] = [];
  const usesDepends = random.chance(0.4);
  for (let index = 0; index <= random.below(6); index += 1) {
    const dependencies = calls.filter(() => random.chance(0.4));
    const called = randomCall(random, `a${index}`, site, dependencies);
    const task: DAGTask = called.call;
    const names = dependencies.map(({ call }) => call.name);
    if (names.length > 0 && usesDepends) task.depends = depends(random, dependencies);
    else if (names.length > 0) task.dependencies = names;
    if (!usesDepends && random.chance(0.2)) task.continueOn = continueOn(random);
    calls.push(called);
    tasks.push(task);
  }
  if (!random.chance(0.2)) return { root: 'tasks', template: { dag: { tasks } }, calls };
  const targets = tasks.filter(() => random.chance(0.4)).map((task) => task.name);
  return {
    root: 'tasks',
    template: { dag: { tasks, target: targets.join(' '), failFast: random.chance(0.5) } },
    calls,
  };
}

function depends(random: Random, dependencies: readonly Called[]): string {
  const parts = dependencies.map(({ call }) => {
    const ofAll = call.name.endsWith('-many') ? ['.AnySucceeded', '.AllFailed'] : [];
    const daemoned = ['.Daemoned'];
    const results = ['', '.Succeeded', '.Failed', '.Errored', '.Skipped', '.Omitted', ...daemoned, ...ofAll];
    return `${random.chance(0.2) ? '!' : ''}${call.name}${random.pick(results)}`;
  });
  return parts.reduce((left, right) => `(${left}) ${random.pick(['&&', '||'])} ${right}`);
}

function continueOn(random: Random): ContinueOn {
  return { error: random.chance(0.5), failed: random.chance(0.7) };
}

/** What is taken from the calls: by reference, expression, or the default of what is not there. */
function outputsOf(
  random: Random,
  calls: readonly Called[],
  root: CallSite['root'],
): Pick<Template, 'outputs'> {
  if (!random.chance(0.5)) return {};
  const single = calls.filter(({ call }) => !call.name.endsWith('-many'));
  const withParameter = single.find(({ template }) => (template.outputs?.parameters ?? []).length > 0);
  const withArtifact = single.find(({ template }) => (template.outputs?.artifacts ?? []).length > 0);
  const parameters = withParameter === undefined ? [] : [outputParameter(random, withParameter, root)];
  const artifact = withArtifact?.template.outputs?.artifacts?.[0]?.name;
  const artifacts =
    withArtifact === undefined || artifact === undefined
      ? []
      : [
          {
            name: 'passed',
            optional: random.chance(0.7),
            ...(random.chance(0.5)
              ? { from: `{{${root}.${withArtifact.call.name}.outputs.artifacts.${artifact}}}` }
              : { fromExpression: `${root}['${withArtifact.call.name}'].outputs.artifacts['${artifact}']` }),
          },
        ];
  if (parameters.length + artifacts.length === 0) return {};
  return {
    outputs: {
      ...(parameters.length === 0 ? {} : { parameters }),
      ...(artifacts.length === 0 ? {} : { artifacts }),
    },
  };
}

function outputParameter(random: Random, { call, template }: Called, root: CallSite['root']) {
  const name = template.outputs?.parameters?.[0]?.name ?? '';
  const source = random.chance(0.6)
    ? { parameter: `{{${root}.${call.name}.outputs.parameters.${name}}}` }
    : { expression: `${root}['${call.name}'].outputs.parameters['${name}']` };
  return {
    name: 'total',
    valueFrom: random.chance(0.6) ? { ...source, default: 'none' } : source,
    ...(random.chance(0.2) ? { globalName: 'whole-total' } : {}),
  };
}
