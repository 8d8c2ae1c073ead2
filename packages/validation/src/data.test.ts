import assert from 'node:assert/strict';
import { test } from 'node:test';
import { errors } from './testing/spec-text.ts';

const withData = (rest = '', source = 'artifactPaths: {name: x, s3: {key: k}}') =>
  errors(`  entrypoint: m\n  templates: [{name: m, data: {source: {${source}}}${rest}}]\n`);

test('a data template is a kind of template, with a result', () => {
  assert.deepEqual(withData(), []);
  assert.deepEqual(withData('', ''), []);
  assert.match(withData(', suspend: {}')[0] ?? '', /multiple template types specified/);
  assert.match(
    withData('', 'artifactPaths: {name: x, s3: {key: k}, raw: {data: text}}')[0] ?? '',
    /at most one artifact location can be specified, not s3 and raw/,
  );
  assert.deepEqual(
    errors(`  entrypoint: m
  templates:
    - name: m
      steps:
        - [{name: l, template: l}]
        - [{name: e, template: e, withParam: '{{steps.l.outputs.result}}'}]
    - {name: l, data: {source: {artifactPaths: {name: x, s3: {bucket: b}}}, transformation: [{expression: data}]}}
    - {name: e, suspend: {duration: '0'}}
`),
    [],
  );
});

for (const [field, rest] of [
  ['inputs.artifacts', ', inputs: {artifacts: [{name: a, path: /a, raw: {data: x}}]}'],
  ['outputs.artifacts', ', outputs: {artifacts: [{name: a, path: /a}]}'],
  ['outputs.parameters[0].valueFrom.path', ', outputs: {parameters: [{name: a, valueFrom: {path: /a}}]}'],
  ['initContainers', ', initContainers: [{name: a, image: x}]'],
  ['sidecars', ', sidecars: [{name: a, image: x}]'],
  ['daemon', ', daemon: true'],
] as const) {
  test(`refused beside it: ${field}`, () =>
    assert.deepEqual(withData(rest), [
      `spec.templates[0].${field}: a data template has no container here: an agent lists the objects`,
    ]));
}
