import assert from 'node:assert/strict';
import { test } from 'node:test';
import { errors } from './testing/spec-text.ts';

const withSuspend = (suspend: string, rest = '') =>
  `  entrypoint: m\n  templates: [{name: m, suspend: ${suspend}${rest}}]\n`;

test('a suspend template needs no duration, and puts out what is supplied to it', () => {
  assert.deepEqual(errors(withSuspend('{duration: "20"}')), []);
  assert.deepEqual(errors(withSuspend('{}')), []);
  const withOutput = (parameter: string) =>
    errors(withSuspend('{}', `, outputs: {parameters: [${parameter}]}`));
  assert.deepEqual(withOutput('{name: p, valueFrom: {supplied: {}}}'), []);
  assert.deepEqual(withOutput('{name: p, valueFrom: {supplied: {}, path: /x}}'), [
    'spec.templates[0].outputs.parameters[0].valueFrom: multiple valueFrom types specified. choose one of: path, jqFilter, jsonPath, parameter, raw',
  ]);
  assert.deepEqual(withOutput('{name: p, valueFrom: {path: /x}}'), [
    'spec.templates[0].outputs.parameters[0].valueFrom: a suspend template puts out what is supplied to it: valueFrom.supplied',
  ]);
});

test('a manifest may be stopped from the start', () => {
  const shutdown = (word: string) => errors(`  shutdown: ${word}\n${withSuspend('{}')}`);
  assert.deepEqual(shutdown('Stop'), []);
  assert.deepEqual(shutdown('Kill'), ['spec.shutdown: "Kill" is neither Stop nor Terminate']);
});
