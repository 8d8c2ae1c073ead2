import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { isMeant, refusedOutcome } from './refusal.ts';
import { STRICTER } from './stricter-rules.ts';

const page = readFileSync(join(import.meta.dirname, '../../docs/compatibility.md'), 'utf8');

test('each rule that is stricter than argo stands in the compatibility table', () => {
  for (const { documented } of STRICTER) assert.ok(page.includes(documented), documented);
});

test('only what the table names is meant', () => {
  const error = (path: (string | number)[], message: string) => ({
    path,
    message,
    severity: 'error' as const,
  });
  const template = ['spec', 'templates', 0];
  assert.ok(isMeant(error([...template, 'resource'], 'needs Kubernetes: it makes and changes its objects')));
  assert.ok(
    !isMeant(error([...template, 'container'], 'needs Kubernetes: it makes and changes its objects')),
  );
  assert.ok(!isMeant(error([...template, 'container', 'startupProbe'], 'not supported yet')));
  assert.ok(!isMeant(error(['spec', 'entrypoint'], "template name 'x' undefined")));
  assert.ok(isMeant(error(['spec', 'onExit'], "template name 'x' undefined")));
  assert.equal(refusedOutcome([error(['spec', 'priority'], 'is a colour')], 'valid').status, 'failed');
});
