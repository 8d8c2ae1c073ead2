import assert from 'node:assert/strict';
import { test } from 'node:test';
import { errors } from './testing/spec-text.ts';

const withSuspend = (suspend: string, rest = '') =>
  `  entrypoint: m\n  templates: [{name: m, suspend: ${suspend}${rest}}]\n`;

test('a suspend template has a duration, and no outputs yet', () => {
  assert.deepEqual(errors(withSuspend('{duration: "20"}')), []);
  assert.deepEqual(errors(withSuspend('{}')), [
    'spec.templates[0].suspend: suspend without a duration is not supported yet',
  ]);
  assert.deepEqual(errors(withSuspend('{duration: "1"}', ', outputs: {parameters: [{name: p, value: x}]}')), [
    'spec.templates[0].outputs: what a suspend template puts out is not supported yet',
  ]);
});
