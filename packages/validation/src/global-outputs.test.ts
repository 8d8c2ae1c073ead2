import assert from 'node:assert/strict';
import { test } from 'node:test';
import { errors } from './testing/spec-text.ts';

const PRODUCER =
  '{name: make, container: {image: x}, outputs: {parameters: [{name: q, globalName: g, valueFrom: {path: /q}}]}}';
const CONSUMER = '{name: use, container: {image: x, args: ["{{workflow.outputs.parameters.g}}"]}}';

function wf(main: string, rest = ''): string {
  return `  entrypoint: m\n${rest}  templates: [{name: m, ${main}}, ${PRODUCER}, ${CONSUMER}]\n`;
}

const UNKNOWN =
  'spec.templates[2].container.args[0]: templates.use: failed to resolve {{workflow.outputs.parameters.g}}';

test('an output with a globalName is known after the first call that puts it out, and not before', () => {
  const steps = (first: string, second: string) =>
    wf(`steps: [[{name: a, template: ${first}}], [{name: b, template: ${second}}]]`);
  assert.deepEqual(errors(steps('make', 'use')), []);
  assert.deepEqual(errors(steps('use', 'make')), [UNKNOWN]);
  const dag = (first: string, second: string) =>
    wf(`dag: {tasks: [{name: a, template: ${first}}, {name: b, template: ${second}, dependencies: [a]}]}`);
  assert.deepEqual(errors(dag('make', 'use')), []);
  assert.deepEqual(errors(dag('use', 'make')), [UNKNOWN]);
});

test('the handler knows those of all that comes before it; what nobody calls before its user is unknown', () => {
  const step = 'steps: [[{name: a, template: make}]]';
  assert.deepEqual(errors(wf(step, '  onExit: use\n')), []);
  assert.deepEqual(errors(wf('container: {image: x}', '  onExit: use\n')), [UNKNOWN]);
});
