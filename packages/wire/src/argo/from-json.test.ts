import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Workflow } from '../gen/argo/v1alpha1/workflow.ts';
import type { WorkflowLogRequest } from '../gen/argo/workflow.ts';
import { fromArgoJson, type JsonProblem } from './from-json.ts';
import { toArgoJson } from './to-json.ts';
import { WORKFLOW_TYPE } from './workflow-message.ts';

const PARAMETER = 'github.com.argoproj.argo_workflows.v4.pkg.apis.workflow.v1alpha1.Parameter';

function problems(
  typeName: string,
  json: unknown,
  unknownFields: 'refuse' | 'ignore' = 'refuse',
): JsonProblem[] {
  const read = fromArgoJson(typeName, json, { unknownFields });
  assert.ok(!read.ok, 'is refused');
  return read.problems;
}

/** JSON to bytes to JSON. */
function roundTrip(json: unknown, unknownFields: 'refuse' | 'ignore' = 'refuse'): unknown {
  const read = fromArgoJson<Workflow>(WORKFLOW_TYPE, json, { unknownFields });
  assert.ok(read.ok, JSON.stringify(read));
  return toArgoJson(WORKFLOW_TYPE, Workflow.decode(Workflow.encode(read.message).finish()));
}

function templateOf(json: unknown): unknown {
  return { metadata: {}, spec: { arguments: {}, templates: [json] } };
}

test('what Argo always writes is there though nobody said it', () => {
  const json = { spec: { templates: [{ name: 'a', script: { source: 'x' }, steps: [[{ name: 's' }]] }] } };
  assert.deepEqual(roundTrip(json), {
    metadata: {},
    spec: {
      arguments: {},
      templates: [
        {
          name: 'a',
          inputs: {},
          outputs: {},
          metadata: {},
          script: { name: '', source: 'x', resources: {} },
          steps: [[{ name: 's', arguments: {} }]],
        },
      ],
    },
    status: { startedAt: null, finishedAt: null },
  });
});

test('empty and absent texts differ where Argo has a pointer, and nowhere else', () => {
  const parameters = [{ name: 'p', value: '' }, { name: 'q' }];
  const read = roundTrip({ spec: { arguments: { parameters }, entrypoint: '' } });
  assert.deepEqual((read as { spec: unknown }).spec, { arguments: { parameters } });
});

test('an unknown field is refused with its path, all of them, in order', () => {
  const json = {
    metadata: { nam: 'x' },
    spec: { templates: [{ name: 'a' }, { contianer: {}, name: 'b' }] },
    x: 1,
  };
  assert.deepEqual(problems(WORKFLOW_TYPE, json), [
    { path: ['metadata', 'nam'], message: 'unknown field' },
    { path: ['spec', 'templates', 1, 'contianer'], message: 'unknown field' },
    { path: ['x'], message: 'unknown field' },
  ]);
});

test('a key in other letters is read where unknown fields are ignored, as in Go, and refused elsewhere', () => {
  const json = { SPEC: { EntryPoint: 'main', unknown: {} }, Kind: 'Workflow' };
  assert.deepEqual(roundTrip(json, 'ignore'), roundTrip({ spec: { entrypoint: 'main' } }));
  assert.deepEqual(problems(WORKFLOW_TYPE, json), [
    { path: ['SPEC'], message: 'unknown field' },
    { path: ['Kind'], message: 'unknown field' },
  ]);
});

test('unknown keys of a step are refused however lenient the reading is', () => {
  const json = templateOf({ steps: [[{ name: 'a', tempalte: 't' }]] });
  assert.deepEqual(problems(WORKFLOW_TYPE, json, 'ignore'), [
    { path: ['spec', 'templates', 0, 'steps', 0, 0, 'tempalte'], message: 'unknown field' },
  ]);
});

test('apiVersion and kind have no place in a message, and are no unknown fields of an object', () => {
  assert.deepEqual(roundTrip({ apiVersion: 'argoproj.io/v1alpha1', kind: 'Workflow' }), roundTrip({}));
  assert.deepEqual(problems(PARAMETER, { name: 'p', kind: 'x' }), [
    { path: ['kind'], message: 'unknown field' },
  ]);
});

test('null is nothing, but for an item', () => {
  const nothing = roundTrip({
    metadata: null,
    spec: { templates: null, entrypoint: null, parallelism: null },
  });
  assert.deepEqual(nothing, roundTrip({}));
  const task = { name: 'a', arguments: {}, withItems: [null, 1, 'x', { a: 1 }, [true]] };
  const json = roundTrip(templateOf({ name: 'm', dag: { tasks: [task] } }));
  assert.deepEqual(JSON.parse(JSON.stringify(json)).spec.templates[0].dag.tasks[0].withItems, [
    null,
    1,
    'x',
    { a: 1 },
    [true],
  ]);
});

const SCALARS: [given: unknown, text: string][] = [
  [5, '5'],
  [1.5, '1.5'],
  [1e21, '1000000000000000000000'],
  [true, 'true'],
  ['x', 'x'],
];
for (const [value, text] of SCALARS) {
  test(`the parameter ${JSON.stringify(value)} is the text ${text}`, () => {
    const read = fromArgoJson(PARAMETER, { name: 'p', value, enum: [value] }, { unknownFields: 'refuse' });
    assert.ok(read.ok);
    assert.deepEqual(toArgoJson(PARAMETER, read.message), { name: 'p', value: text, enum: [text] });
  });
}

test('an object as a parameter is a problem, or empty where Go would take it so', () => {
  assert.deepEqual(problems(PARAMETER, { name: 'p', value: { a: 1 } }), [
    { path: ['value'], message: 'must be a string, a number or a boolean, not an object' },
  ]);
  const read = fromArgoJson(PARAMETER, { name: 'p', value: { a: 1 } }, { unknownFields: 'ignore' });
  assert.ok(read.ok);
  assert.deepEqual(toArgoJson(PARAMETER, read.message), { name: 'p', value: '' });
});

const WRONG: [json: unknown, path: (string | number)[], message: string][] = [
  [[], [], 'must be an object, not a list'],
  [{ spec: 'x' }, ['spec'], 'must be an object, not a string'],
  [{ spec: { templates: {} } }, ['spec', 'templates'], 'must be a list, not an object'],
  [{ spec: { entrypoint: 5 } }, ['spec', 'entrypoint'], 'must be a string, not a number'],
  [{ spec: { suspend: 'yes' } }, ['spec', 'suspend'], 'must be true or false, not a string'],
  [{ spec: { parallelism: '5' } }, ['spec', 'parallelism'], 'must be a number, not a string'],
  [{ spec: { parallelism: 1.5 } }, ['spec', 'parallelism'], 'must be a whole number'],
  [{ spec: { priority: 2 ** 31 } }, ['spec', 'priority'], 'is out of the range of int32'],
  [{ metadata: { labels: { a: 1 } } }, ['metadata', 'labels', 'a'], 'must be a string, not a number'],
  [{ status: { startedAt: 'now' } }, ['status', 'startedAt'], 'must be a time such as 2024-05-06T07:08:09Z'],
];
for (const [json, path, message] of WRONG) {
  test(`${JSON.stringify(json)}: ${message}`, () => {
    assert.deepEqual(problems(WORKFLOW_TYPE, json), [{ path, message }]);
  });
}

test('a quantity that is none is refused, and others are made canonical', () => {
  const container = (cpu: unknown): unknown =>
    templateOf({ name: 'a', container: { name: '', resources: { limits: { cpu } } } });
  const path = ['spec', 'templates', 0, 'container', 'resources', 'limits', 'cpu'];
  assert.deepEqual(problems(WORKFLOW_TYPE, container('lots')), [
    { path, message: 'must be a quantity such as 500m or 64Mi' },
  ]);
  assert.deepEqual(roundTrip(container(0.5)), roundTrip(container('500m')));
});

test('a member that is undefined is none', () => {
  assert.deepEqual(
    roundTrip({ metadata: undefined, spec: { onExit: undefined }, x: undefined }),
    roundTrip({}),
  );
});

test('a plugin has one key', () => {
  assert.deepEqual(problems(WORKFLOW_TYPE, templateOf({ plugin: { a: {}, b: {} } })), [
    { path: ['spec', 'templates', 0, 'plugin'], message: "must have one key, the plugin's name, and has 2" },
  ]);
});

test('labels and nodes of any name, __proto__ included, come through', () => {
  const text =
    '{"metadata":{"labels":{"__proto__":"a","constructor":"b"}},"spec":{"arguments":{}},"status":{"startedAt":null,"finishedAt":null}}';
  assert.equal(JSON.stringify(roundTrip(JSON.parse(text))), text);
});

test('a wrong __proto__ key is an unknown field like any other', () => {
  assert.deepEqual(problems(WORKFLOW_TYPE, JSON.parse('{"__proto__": {}}')), [
    { path: ['__proto__'], message: 'unknown field' },
  ]);
});

test('what is nested too deep is refused, and nothing overflows', () => {
  let template: unknown = { name: 'leaf' };
  for (let depth = 0; depth < 20_000; depth += 1) template = { dag: { tasks: [{ inline: template }] } };
  const [problem, ...rest] = problems(WORKFLOW_TYPE, templateOf(template));
  assert.deepEqual(rest, []);
  assert.equal(problem?.message, 'is nested more than 100 deep');
});

test('at most a hundred problems are told', () => {
  const json = Object.fromEntries(Array.from({ length: 1000 }, (_, index) => [`x${index}`, 1]));
  assert.equal(problems(WORKFLOW_TYPE, json).length, 100);
});

test('requests are read like objects', () => {
  const json = {
    namespace: 'argo',
    name: 'w',
    logOptions: { container: 'main', tailLines: 10, follow: true },
  };
  const read = fromArgoJson<WorkflowLogRequest>('workflow.WorkflowLogRequest', json, {
    unknownFields: 'refuse',
  });
  assert.ok(read.ok);
  assert.equal(read.message.logOptions?.tailLines, 10);
  assert.deepEqual(toArgoJson('workflow.WorkflowLogRequest', read.message), json);
});

test('a type that there is not is a mistake of the caller', () => {
  assert.throws(
    () => fromArgoJson('workflow.Nothing', {}, { unknownFields: 'refuse' }),
    /no message workflow.Nothing/,
  );
});
