import assert from 'node:assert/strict';
import { test } from 'node:test';
import { errors } from './testing/spec-text.ts';

const withPolicy = (policy: string) =>
  `  entrypoint: m\n  templates: [{name: m, container: {image: x}, retryStrategy: {limit: 1, retryPolicy: ${policy}}}]\n`;

test('a retry policy is one of those that there are', () => {
  const at = 'spec.templates[0].retryStrategy.retryPolicy';
  for (const policy of ['Always', 'OnFailure', 'OnError', 'OnTransientError', '""'])
    assert.deepEqual(errors(withPolicy(policy)), []);
  assert.deepEqual(errors(withPolicy('Never')), [`${at}: Never is not a valid RetryPolicy`]);
});
