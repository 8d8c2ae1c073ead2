import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Template, Workflow } from '@tiphys/spec';
import type { ContainerTask } from '../pod/container-task.ts';
import { Scenario } from '../testing/scenario.ts';
import { leaf } from '../testing/workflows.ts';

const START = Date.UTC(2026, 10, 24, 13, 4, 5);

/** Each variable of Argo's docs/variables.md in the places where it has one, with its value. */
const EVERYWHERE: readonly (readonly [string, string | RegExp])[] = [
  ['workflow.name', 'wf'],
  ['workflow.namespace', 'ns'],
  ['workflow.mainEntrypoint', 'main'],
  ['workflow.serviceAccountName', 'builder'],
  ['workflow.uid', 'uid-1'],
  ['workflow.parameters.p', 'P'],
  ['workflow.parameters', '[{"name":"p","value":"P"}]'],
  ['workflow.parameters.json', '[{"name":"p","value":"P"}]'],
  ['workflow.annotations.a', 'A'],
  ['workflow.annotations', /^\{"a":"A",.*\}$/],
  ['workflow.annotations.json', /^\{"a":"A",.*\}$/],
  ['workflow.labels.l', 'L'],
  ['workflow.labels', '{"l":"L"}'],
  ['workflow.labels.json', '{"l":"L"}'],
  ['workflow.creationTimestamp', '2026-11-24T13:04:06Z'],
  ['workflow.creationTimestamp.RFC3339', '2026-11-24T13:04:06Z'],
  ['workflow.creationTimestamp.s', '1795525446'],
  ...Object.entries({
    B: 'November',
    b: 'Nov',
    m: '11',
    A: 'Tuesday',
    a: 'Tue',
    d: '24',
    H: '13',
    I: '01',
    M: '04',
    S: '06',
    Y: '2026',
    y: '26',
    p: 'PM',
    Z: 'UTC',
    z: '+0000',
    L: '.000',
  }).map(([directive, value]) => [`workflow.creationTimestamp.${directive}`, value] as const),
  ['workflow.priority', '3'],
  ['workflow.duration', /^\d+\.\d{6}$/],
  ['workflow.scheduledTime', '2026-01-01T00:00:00Z'],
  ['workflow.status', 'Running'],
  ['workflow.outputs.parameters.global', 'G'],
];

const OF_A_STEP: readonly (readonly [string, string | RegExp])[] = [
  ['steps.first.id', 'wf-881107586'],
  ['steps.first.status', 'Succeeded'],
  ['steps.first.exitCode', '0'],
  ['steps.first.startedAt', '2026-11-24T13:04:06Z'],
  ['steps.first.finishedAt', '2026-11-24T13:04:08Z'],
  ['steps.first.hostNodeName', 'host-of-agent-1'],
  ['steps.first.outputs.result', 'R'],
  ['steps.first.outputs.parameters.g', 'G'],
  ['steps.daemon.ip', '10.0.0.9'],
  ['steps.loop.outputs.result', '["one","two"]'],
  ['steps.loop.outputs.parameters', '[{"g":"1"},{"g":"2"}]'],
  ['steps.loop.outputs.parameters.g', '["1","2"]'],
];

const OF_A_CONTAINER: readonly (readonly [string, string | RegExp])[] = [
  ['node.name', 'wf[1].s.t(0:i)'],
  ['tasks.name', 't(0:i)'],
  ['pod.name', /^wf-work-\d+$/],
  ['inputs.parameters.in', 'I i'],
  ['inputs.parameters', '[{"name":"in","value":"I i"}]'],
  ['inputs.artifacts.art.path', '/tmp/in'],
  ['outputs.artifacts.made.path', '/made'],
  ['outputs.parameters.said.path', '/said'],
];

const FIRST: readonly (readonly [string, string])[] = [
  ['retries', '0'],
  ['lastRetry.exitCode', '0'],
  ['lastRetry.status', ''],
  ['lastRetry.duration', '0'],
  ['lastRetry.message', ''],
];

const SECOND: readonly (readonly [string, string])[] = [
  ['retries', '1'],
  ['lastRetry.exitCode', '1'],
  ['lastRetry.status', 'Failed'],
  ['lastRetry.duration', '2'],
  ['lastRetry.message', 'main: Error (exit code 1)'],
];

/** One text a variable, in the order of the table. */
const tags = (table: readonly (readonly [string, unknown])[]) => table.map(([name]) => `{{${name}}}`);
/** The same as expressions; names with parts that are no words stand in brackets. */
const expressions = (table: readonly (readonly [string, unknown])[]) =>
  table.map(([name]) => `{{= string(${name}) }}`);

function holds(given: readonly string[], table: readonly (readonly [string, string | RegExp])[]): void {
  for (const [place, [name, expected]] of table.entries()) {
    if (typeof expected === 'string') assert.equal(given[place], expected, name);
    else assert.match(given[place] ?? '', expected, name);
  }
}

/** What expressions see as a map or list, not as a text. */
const IS_NESTED = /^(workflow\.(parameters|labels|annotations|creationTimestamp)|inputs\.parameters)$/;

const seen = [...EVERYWHERE, ...OF_A_CONTAINER];
const asText = seen.filter(([name]) => !IS_NESTED.test(name));

const work: Template = {
  name: 'work',
  retryStrategy: { limit: 1 },
  inputs: { parameters: [{ name: 'in' }], artifacts: [{ name: 'art', path: '/tmp/in' }] },
  outputs: {
    parameters: [{ name: 'said', valueFrom: { path: '/said' } }],
    artifacts: [{ name: 'made', path: '/made' }],
  },
  container: {
    image: 'busybox',
    command: ['echo', ...tags([...FIRST])],
    args: [...tags(seen), ...expressions(asText)],
    env: [{ name: 'ALL', value: tags(seen).join('|') }],
  },
};

function manifest(): Workflow {
  const gives = (name: string, extra: object = {}): Template => ({
    ...leaf,
    name,
    outputs: { parameters: [{ name: 'g', valueFrom: { path: '/g' }, ...extra }] },
  });
  return {
    metadata: {
      name: 'wf',
      namespace: 'ns',
      labels: { l: 'L' },
      annotations: { a: 'A', 'workflows.argoproj.io/scheduled-time': '2026-01-01T00:00:00Z' },
    },
    spec: {
      entrypoint: 'main',
      serviceAccountName: 'builder',
      priority: 3,
      onExit: 'handler',
      arguments: { parameters: [{ name: 'p', value: 'P' }] },
      templates: [
        {
          name: 'main',
          steps: [
            [
              { name: 'first', template: 'gives-global' },
              { name: 'daemon', template: 'serve' },
              { name: 'loop', template: 'gives', withItems: [1, 2] },
            ],
            [
              {
                name: 's',
                template: 'inner',
                when: "'{{workflow.name}}{{steps.first.status}}' == 'wfSucceeded'",
                arguments: {
                  parameters: OF_A_STEP.map(([name], place) => ({ name: `x${place}`, value: `{{${name}}}` })),
                },
              },
            ],
          ],
        },
        gives('gives-global', { globalName: 'global' }),
        gives('gives'),
        { ...leaf, name: 'serve', daemon: true },
        {
          name: 'inner',
          inputs: { parameters: OF_A_STEP.map((_, place) => ({ name: `x${place}` })) },
          dag: {
            tasks: [
              {
                name: 't',
                template: 'work',
                withItems: ['i'],
                arguments: {
                  parameters: [{ name: 'in', value: 'I {{item}}' }],
                  artifacts: [{ name: 'art', raw: { data: 'x' } }],
                },
              },
            ],
          },
        },
        work,
        {
          name: 'handler',
          container: {
            image: 'busybox',
            command: ['echo'],
            args: ['{{workflow.status}}', '{{workflow.failures}}', '{{workflow.duration}}', '{{node.name}}'],
          },
        },
      ],
    },
  } as Workflow;
}

function started(): Scenario {
  const scenario = new Scenario(manifest(), START);
  scenario.run('wf[0].first', {
    phase: 'Succeeded',
    outputs: { result: 'R', exitCode: '0', parameters: [{ name: 'g', value: 'G' }] },
  });
  scenario.ready('wf[0].daemon', '10.0.0.9');
  for (const [item, result] of [
    ['1', 'one'],
    ['2', 'two'],
  ] as const) {
    const outputs = { result, exitCode: '0', parameters: [{ name: 'g', value: item }] };
    scenario.run(`wf[0].loop(${Number(item) - 1}:${item})`, { phase: 'Succeeded', outputs });
  }
  return scenario;
}

const taskOf = (scenario: Scenario, node: string) => scenario.attempt(node).task as ContainerTask;

test('what a step may pass on of the steps before it', () => {
  const { inputs } = started().node('wf[1].s');
  holds(inputs?.parameters?.map(({ value }) => value ?? '') ?? [], OF_A_STEP);
});

test('what a container may refer to, as a tag and in an expression', () => {
  const { args = [], env = [] } = taskOf(started(), 'wf[1].s.t(0:i)(0)');
  holds(args.slice(0, seen.length), seen);
  holds(args.slice(seen.length), asText);
  const all = env.find(({ name }) => name === 'ALL') as { value?: string } | undefined;
  holds(all?.value?.split('|') ?? [], seen);
});

test('what an attempt knows of the one before it', () => {
  const scenario = started();
  holds(taskOf(scenario, 'wf[1].s.t(0:i)(0)').command?.slice(1) ?? [], FIRST);
  scenario.fail('wf[1].s.t(0:i)(0)');
  holds(taskOf(scenario, 'wf[1].s.t(0:i)(1)').command?.slice(1) ?? [], SECOND);
});

test("what the workflow's handler is told", () => {
  const scenario = started();
  scenario.fail('wf[1].s.t(0:i)(0)');
  scenario.fail('wf[1].s.t(0:i)(1)');
  for (const node of scenario.outstanding()) if (node !== 'wf.onExit') scenario.run(node);
  holds(taskOf(scenario, 'wf.onExit').args ?? [], [
    ['workflow.status', 'Failed'],
    ['workflow.failures', /^"\[\{\\"displayName\\":.*\\"podName\\":\\"wf-work-.*\]"$/],
    ['workflow.duration', /^\d+\.\d{6}$/],
    ['node.name', 'wf.onExit'],
  ]);
});
