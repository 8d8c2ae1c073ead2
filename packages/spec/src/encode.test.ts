import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { sharedPath } from '@tiphys/testkit';
import { decodeWorkflow } from './decode.ts';
import { encodeWorkflow } from './encode.ts';
import type { Workflow } from './types/workflow.ts';

const reference = sharedPath('reference');
/** Of Kubernetes, or of parts of Argo that there are not. */
const NOT_OURS = new Set([
  ...['managedFields', 'resourcesDuration', 'taskResultSynced', 'artifactRepositoryRef', 'artifactGCStatus'],
  ...['taskResultsCompletionStatus', 'estimatedDuration'],
]);

/** `get -o json` as text, without what is not ours: the order of the fields counts. */
function comparable(value: unknown): string {
  return JSON.stringify(value, (key, item) => (NOT_OURS.has(key) ? undefined : item), 1);
}

test('what the real argo writes comes out as it was', { skip: reference.missing }, () => {
  const folder = reference.path ?? '';
  const compared = readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => JSON.parse(readFileSync(join(folder, name, 'get.json'), 'utf8')) as Workflow)
    .filter((workflow) => decodeWorkflow(workflow).ok);
  for (const workflow of compared) {
    assert.equal(comparable(encodeWorkflow(workflow)), comparable(workflow), workflow.metadata.name);
  }
  assert.ok(compared.length >= 5, `${compared.length} of them use what is honoured`);
});
