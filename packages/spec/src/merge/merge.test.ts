import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { sharedPath } from '@tiphys/testkit';
import { objectTypes } from '../fields/object-types.ts';
import { workflow } from '../fields/workflow-fields.ts';
import type { Template } from '../types/template.ts';
import type { WorkflowSpec } from '../types/workflow.ts';
import { MERGE_KEYS } from './merge-keys.ts';
import { mergeWorkflowSpecs } from './merge-workflow-specs.ts';
import { withTemplateDefaults } from './template-defaults.ts';

const wire = sharedPath('wire/argo-wire.json');
const leaf = (name: string, image: string): Template => ({ name, container: { image } });

test('a workflow says what counts, its template the rest', () => {
  const merged = mergeWorkflowSpecs(
    {
      entrypoint: 'mine',
      workflowTemplateRef: { name: 'lib' },
      workflowMetadata: { labels: { a: '1', b: '2' } },
    },
    {
      entrypoint: 'theirs',
      onExit: 'bye',
      retryStrategy: { limit: 2 },
      templates: [leaf('x', 'i')],
      workflowMetadata: { labels: { b: '9', c: '3' }, annotations: { n: 'y' } },
    },
  );
  assert.deepEqual(structuredClone(merged), {
    entrypoint: 'mine',
    onExit: 'bye',
    workflowTemplateRef: { name: 'lib' },
    retryStrategy: { limit: 2 },
    templates: [leaf('x', 'i')],
    workflowMetadata: { labels: { a: '1', b: '2', c: '3' }, annotations: { n: 'y' } },
  });
});

test('arguments are merged by name, in the order of the workflow as far as it goes; a value comes from one side', () => {
  const own: WorkflowSpec = {
    arguments: { parameters: [{ name: 'new', value: 'n' }, { name: 'c', value: 'mine' }, { name: 'a' }] },
  };
  const template: WorkflowSpec = {
    arguments: {
      parameters: [
        { name: 'a', value: 'theirs', description: 'd' },
        { name: 'b', value: 'b' },
        { name: 'c', default: 'other', enum: ['other'] },
        { name: 'd', value: 'd' },
      ],
    },
  };
  const parameters = mergeWorkflowSpecs(own, template).arguments?.parameters;
  assert.deepEqual(parameters, [
    { name: 'new', value: 'n' },
    { name: 'b', value: 'b' },
    { name: 'c', value: 'mine' },
    { name: 'a', value: 'theirs', description: 'd' },
    { name: 'd', value: 'd' },
  ]);
});

test('an artifact comes from one side; of a place of the same kind the fields are merged', () => {
  const artifacts = mergeWorkflowSpecs(
    {
      arguments: {
        artifacts: [
          { name: 'a', s3: { key: 'mine' } },
          { name: 'b', raw: { data: 'x' } },
        ],
      },
    },
    {
      arguments: {
        artifacts: [
          { name: 'a', optional: true, s3: { bucket: 'theirs', key: 'theirs' } },
          { name: 'b', s3: { bucket: 'theirs' } },
          { name: 'c', raw: { data: 'y' } },
        ],
      },
    },
  ).arguments?.artifacts;
  assert.deepEqual(artifacts, [
    { name: 'a', s3: { bucket: 'theirs', key: 'mine' } },
    { name: 'b', raw: { data: 'x' } },
    { name: 'c', raw: { data: 'y' } },
  ]);
});

test('hooks and labels from expressions are not merged into each other', () => {
  const merged = mergeWorkflowSpecs(
    {
      hooks: { exit: { template: 'mine' } },
      workflowMetadata: { labelsFrom: { a: { expression: 'mine' } } },
    },
    {
      hooks: { exit: { template: 'theirs', expression: 'x' }, other: { template: 'o', expression: 'true' } },
      workflowMetadata: { labelsFrom: { a: { expression: 'theirs' }, b: { expression: 'b' } } },
    },
  );
  assert.deepEqual(structuredClone(merged.hooks), {
    exit: { template: 'mine' },
    other: { template: 'o', expression: 'true' },
  });
  assert.deepEqual(structuredClone(merged.workflowMetadata), {
    labelsFrom: { a: { expression: 'mine' }, b: { expression: 'b' } },
  });
});

test('defaults fill a template, those of another kind of template do not', () => {
  const defaults: Template = {
    name: 'no',
    inputs: { parameters: [{ name: 'p', value: 'default' }] },
    container: {
      image: 'default',
      command: ['c'],
      env: [
        { name: 'A', value: '1' },
        { name: 'B', value: '2' },
      ],
    },
    script: { image: 's', source: 'x' },
    retryStrategy: { limit: 3 },
  };
  const own: Template = {
    name: 'own',
    inputs: { parameters: [{ name: 'p', description: 'd' }, { name: 'q' }] },
    container: { image: '', args: ['a'], env: [{ name: 'B', value: '9' }] },
  };
  const before = structuredClone(own);
  assert.deepEqual(withTemplateDefaults(own, defaults), {
    name: 'own',
    inputs: { parameters: [{ name: 'p', value: 'default', description: 'd' }, { name: 'q' }] },
    container: {
      image: 'default',
      command: ['c'],
      args: ['a'],
      env: [
        { name: 'A', value: '1' },
        { name: 'B', value: '9' },
      ],
    },
    retryStrategy: { limit: 3 },
  });
  assert.deepEqual(own, before);
  assert.equal(withTemplateDefaults(own, undefined), own);
});

test('what is merged by a key is a list of Argo', { skip: wire.missing }, () => {
  const { messages } = JSON.parse(readFileSync(wire.path ?? '', 'utf8')) as {
    messages: Record<string, { fields: { goJson: { name: string } }[] }>;
  };
  for (const place of MERGE_KEYS.keys()) {
    const at = place.lastIndexOf('.');
    const fields = messages[place.slice(0, at)]?.fields.map(({ goJson }) => goJson.name) ?? [];
    const inlined = /ScriptTemplate|UserContainer|ContainerNode/.test(place);
    assert.ok(inlined || fields.includes(place.slice(at + 1)), place);
  }
  const honoured = objectTypes(workflow).flatMap(({ argoName, fields }) =>
    [...fields.keys()].map((field) => `${argoName}.${field}`),
  );
  assert.ok(honoured.filter((place) => MERGE_KEYS.has(place)).length > 10);
});
