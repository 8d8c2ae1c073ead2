import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { PLAIN, withoutCodes } from './style.ts';
import type { WorkflowView } from './view.ts';
import { renderWorkflow } from './workflow.ts';

process.env.TZ = 'UTC';

const SHARED = process.env.TIPHYS_SHARED ?? join(import.meta.dirname, '../../../../shared');
const REFERENCE = join(SHARED, 'reference');
const folders = existsSync(REFERENCE)
  ? readdirSync(REFERENCE).filter((name) => existsSync(join(REFERENCE, name, 'get.json')))
  : [];

describe('what the real argo prints', { skip: folders.length === 0 && `${REFERENCE} is not there` }, () => {
  for (const name of folders) {
    const workflow: WorkflowView = JSON.parse(readFileSync(join(REFERENCE, name, 'get.json'), 'utf8'));
    for (const columns of ['default', 'wide'] as const) {
      const file = join(REFERENCE, name, columns === 'wide' ? 'get-wide.txt' : 'get.txt');
      const expected = readFileSync(file, 'utf8');

      it(`${name}, ${columns}, in colour`, () => {
        const options = { style: { colour: true, utf8: true }, columns, now: timeOf(expected, workflow) };
        assert.deepEqual(comparable(renderWorkflow(workflow, options)), comparable(expected));
      });

      it(`${name}, ${columns}, without colour`, () => {
        const options = { style: PLAIN, columns, now: timeOf(expected, workflow) };
        const actual = renderWorkflow(workflow, options);
        assert.ok(!actual.includes('\u001b'));
        assert.deepEqual(comparable(actual), comparable(withoutCodes(expected)));
      });
    }
  }
});

/** Every character counts but trailing blanks and the order of the resources, which is random in Argo. */
function comparable(text: string): string[] {
  const sorted = text.replace(/\d+s\*\([^)]*\)(,\d+s\*\([^)]*\))*/g, (all) =>
    all
      .split(/,(?=\d)/)
      .sort()
      .join(','),
  );
  return sorted.split('\n').map((line) => line.trimEnd());
}

/** When the recording was made, as far as it says: the age of the workflow, to the second where it has one. */
function timeOf(text: string, workflow: WorkflowView): Date {
  const created = Date.parse(workflow.metadata.creationTimestamp ?? '');
  const running = /Duration: +1 minute (\d+) seconds/.exec(text)?.[1];
  if (running !== undefined) return new Date(created + (60 + Number(running)) * 1000);
  return new Date(created + Number(/Created: .*\((\d+) seconds ago/.exec(text)?.[1]) * 1000);
}
