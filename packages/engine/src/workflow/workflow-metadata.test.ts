import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Workflow, WorkflowMetadata } from '@tiphys/spec';
import { workflowMetadata } from './workflow-metadata.ts';

function metadataOf(given: WorkflowMetadata, labels?: Record<string, string>) {
  const workflow: Workflow = {
    metadata: { name: 'wf', namespace: 'default', uid: 'u', ...(labels === undefined ? {} : { labels }) },
    spec: { arguments: { parameters: [{ name: 'p', value: 'v' }] }, workflowMetadata: given },
  };
  return workflowMetadata(workflow, Date.UTC(2026, 10, 24));
}

test('labels and annotations over those of the manifest, with variables and from expressions', () => {
  const result = metadataOf(
    {
      labels: { a: '{{workflow.parameters.p}}', b: 'given', old: 'new' },
      annotations: { n: '{{workflow.name}}' },
      labelsFrom: {
        b: { expression: 'workflow.labels.a + "-" + workflow.parameters.p' },
        c: { expression: 'workflow.labels.kept' },
      },
    },
    { kept: 'k', old: 'o' },
  );
  assert.ok(result.ok);
  assert.deepEqual(result.value.labels, { kept: 'k', old: 'new', a: 'v', b: 'v-v', c: 'k' });
  assert.deepEqual(result.value.annotations, { n: 'wf' });
});

test('an expression that fails, or is no text', () => {
  const of = (expression: string) => metadataOf({ labelsFrom: { l: { expression } } });
  assert.deepEqual(of('1 + 1'), {
    ok: false,
    message: 'failed to evaluate label "l" expression "1 + 1" evaluted to int but must be a string',
  });
  const broken = of('(');
  assert.ok(!broken.ok);
  assert.match(broken.message, /^failed to evaluate label "l" expression "\(": /);
});
