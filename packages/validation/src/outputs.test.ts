import assert from 'node:assert/strict';
import { test } from 'node:test';
import { errors, steps } from './testing/spec-text.ts';

test('outputs', () => {
  const leaf = (output: string) =>
    `  entrypoint: t\n  templates: [{name: t, outputs: {parameters: [${output}]}, container: {image: x}}]`;
  const at = 'spec.templates[0].outputs.parameters[0]';
  assert.deepEqual(errors(leaf('{name: a}')), [`${at}: does not have valueFrom or value specified`]);
  assert.deepEqual(errors(leaf('{name: a, value: 1, valueFrom: {path: /x}}')), [
    `${at}: has both valueFrom and value specified, choose one`,
  ]);
  assert.match(errors(leaf('{name: a, valueFrom: {}}')).join(), /valueFrom type unspecified\. choose one of/);
  assert.match(
    errors(leaf('{name: a, valueFrom: {path: x, parameter: z}}')).join(),
    /multiple valueFrom types/,
  );
  assert.deepEqual(errors(leaf('{name: a, valueFrom: {expression: "1"}}')), [
    `${at}.valueFrom: path must be specified for Container templates`,
  ]);
  const ofSteps = (output: string) =>
    steps('[{name: a, template: o}]', `    outputs: {parameters: [${output}]}\n`);
  assert.deepEqual(
    errors(ofSteps('{name: r, valueFrom: {parameter: "{{steps.a.outputs.parameters.q}}"}}')),
    [],
  );
  assert.deepEqual(errors(ofSteps('{name: r, valueFrom: {parameter: "{{steps.b.outputs.result}}"}}')), [
    `${at}.valueFrom.parameter: failed to resolve {{steps.b.outputs.result}}`,
  ]);
  assert.deepEqual(errors(ofSteps('{name: r, valueFrom: {path: /x}}')), [
    `${at}.valueFrom: parameter or expression must be specified for Steps templates`,
  ]);
});
