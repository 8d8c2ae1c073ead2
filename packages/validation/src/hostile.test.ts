import assert from 'node:assert/strict';
import { test } from 'node:test';
import { decodeWorkflow, type Workflow } from '@tiphys/spec';
import fc from 'fast-check';
import { validateWorkflow } from './validate-workflow.ts';

/** Far above what any of these takes; what is quadratic in the wrong place goes far beyond it. */
const LIMIT_MS = 10_000;

const name = fc.constantFrom(
  'a',
  'b',
  'main',
  'onExit',
  'exit',
  '__proto__',
  'constructor',
  'a.b',
  '',
  '{{a}}',
);
const text = fc.constantFrom(
  ...[
    '',
    'x',
    '{{',
    '}}',
    '{{}}',
    '{{=}}',
    '{{inputs.parameters.a}}',
    '{{steps.a.status}}',
    '{{tasks.b.id}}',
  ],
  ...['{{workflow.parameters.{{inputs.parameters.a}}}}', '{{workflow.status}}', '{{tasks}}', '{{tasks.}}'],
);
const parameters = fc.array(fc.record({ name, value: text, default: text }, { requiredKeys: ['name'] }), {
  maxLength: 2,
});
const hooks = fc.dictionary(name, fc.record({ template: name, expression: text }, { requiredKeys: [] }), {
  maxKeys: 2,
});
const call = fc.record(
  {
    name,
    template: name,
    when: text,
    onExit: name,
    hooks,
    arguments: fc.record({ parameters }),
  },
  { requiredKeys: ['name'] },
);
const task = fc
  .tuple(call, fc.array(name, { maxLength: 3 }))
  .map(([base, dependencies]) => ({ ...base, dependencies }));
const template = fc.record(
  {
    name,
    inputs: fc.record({ parameters }),
    outputs: fc.record({ parameters }),
    container: fc.record({ image: text, args: fc.array(text, { maxLength: 2 }) }),
    steps: fc.array(fc.array(call, { maxLength: 3 }), { maxLength: 3 }),
    dag: fc.record({ tasks: fc.array(task, { maxLength: 5 }) }),
  },
  { requiredKeys: ['name'] },
);
const workflow = fc.record({
  metadata: fc.record({ name, generateName: name, labels: fc.dictionary(name, text) }, { requiredKeys: [] }),
  spec: fc.record(
    {
      entrypoint: name,
      onExit: name,
      hooks,
      arguments: fc.record({ parameters }),
      templates: fc.array(template, { maxLength: 4 }),
    },
    { requiredKeys: [] },
  ),
});

test('no workflow makes it throw, and every problem has a path that leads somewhere', () => {
  fc.assert(
    fc.property(workflow, fc.boolean(), (value, submit) => {
      const decoded = decodeWorkflow(value);
      assert.ok(decoded.ok, JSON.stringify(decoded));
      const { errors, warnings } = validateWorkflow(decoded.workflow, { submit });
      for (const { path, message, severity } of [...errors, ...warnings]) {
        assert.ok(message.length > 0);
        assert.ok(path[0] === 'metadata' || path[0] === 'spec');
        assert.equal(severity, errors.some((error) => error.path === path) ? 'error' : 'warning');
      }
    }),
    { numRuns: 2000 },
  );
});

function errorsOf(tasks: object[]): number {
  const value = {
    metadata: { name: 'w' },
    spec: {
      entrypoint: 'm',
      templates: [
        { name: 'm', dag: { tasks } },
        { name: 't', container: { image: 'x' } },
      ],
    },
  };
  const started = performance.now();
  const { errors, warnings } = validateWorkflow(value as Workflow);
  assert.ok(performance.now() - started < LIMIT_MS, `took ${performance.now() - started} ms`);
  return errors.length + warnings.length;
}

test('10,000 tasks in a row, each of which refers to the first', () => {
  const tasks = Array.from({ length: 10_000 }, (_, i) => ({
    name: `t${i}`,
    template: 't',
    ...(i === 0 ? {} : { dependencies: [`t${i - 1}`], when: '{{tasks.t0.status}} == Succeeded' }),
  }));
  assert.equal(errorsOf(tasks), 0);
});

test('10,000 tasks in a row, each of which refers to one far above', () => {
  const tasks = Array.from({ length: 10_000 }, (_, i) => ({
    name: `t${i}`,
    template: 't',
    ...(i === 0 ? {} : { dependencies: [`t${i - 1}`], when: `{{tasks.t${Math.floor(i / 2)}.status}}` }),
  }));
  assert.equal(errorsOf(tasks), 0);
});

test('a circle of 10,000 tasks', () => {
  const tasks = Array.from({ length: 10_000 }, (_, i) => ({
    name: `t${i}`,
    template: 't',
    dependencies: [`t${(i + 1) % 10_000}`],
  }));
  assert.equal(errorsOf(tasks), 1);
});
