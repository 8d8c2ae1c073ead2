import assert from 'node:assert/strict';
import { test } from 'node:test';
import { errors, steps } from './testing/spec-text.ts';

test('outputs', () => {
  const leaf = (output: string) =>
    `  entrypoint: t\n  templates: [{name: t, outputs: {parameters: [${output}]}, container: {image: x}}]`;
  const at = 'spec.templates[0].outputs.parameters[0]';
  assert.deepEqual(errors(leaf('{name: a}')), [
    `${at}: templates.t.outputs.parameters.a does not have valueFrom or value specified`,
  ]);
  assert.deepEqual(errors(leaf('{name: a, value: 1, valueFrom: {path: /x}}')), [
    `${at}: templates.t.outputs.parameters.a has both valueFrom and value specified, choose one`,
  ]);
  assert.match(errors(leaf('{name: a, valueFrom: {}}')).join(), /valueFrom type unspecified\. choose one of/);
  assert.match(
    errors(leaf('{name: a, valueFrom: {path: x, parameter: z}}')).join(),
    /multiple valueFrom types/,
  );
  assert.deepEqual(errors(leaf('{name: a, valueFrom: {expression: "1"}}')), [
    `${at}.valueFrom: templates.t.outputs.parameters.a.path must be specified for Container templates`,
  ]);
  const ofSteps = (output: string) =>
    steps('[{name: a, template: o}]', `    outputs: {parameters: [${output}]}\n`);
  assert.deepEqual(
    errors(ofSteps('{name: r, valueFrom: {parameter: "{{steps.a.outputs.parameters.q}}"}}')),
    [],
  );
  assert.deepEqual(errors(ofSteps('{name: r, valueFrom: {parameter: "{{steps.b.outputs.result}}"}}')), [
    `${at}.valueFrom.parameter: templates.m.outputs failed to resolve {{steps.b.outputs.result}}`,
  ]);
  assert.deepEqual(errors(ofSteps('{name: r, valueFrom: {path: /x}}')), [
    `${at}.valueFrom: templates.m.outputs.parameters.r.parameter or expression must be specified for Steps templates`,
  ]);
});
