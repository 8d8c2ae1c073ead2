import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { decodeWorkflow, parseYaml } from '@tiphys/spec';
import { validateWorkflow } from '@tiphys/validation';

const files = readdirSync(import.meta.dirname).filter((name) => name.endsWith('.yaml'));

for (const file of files) {
  test(`${file} is what submission takes, without a warning`, () => {
    const { documents, problems } = parseYaml(readFileSync(join(import.meta.dirname, file), 'utf8'));
    assert.deepEqual(problems, []);
    assert.equal(documents.length, 1);
    const decoded = decodeWorkflow(documents[0]?.value);
    assert.ok(decoded.ok, JSON.stringify(decoded));
    assert.deepEqual(validateWorkflow(decoded.workflow), { errors: [], warnings: [] });
  });
}

test('README lists every example', () => {
  const readme = readFileSync(join(import.meta.dirname, 'README.md'), 'utf8');
  assert.deepEqual(
    [...readme.matchAll(/^\| \[([\w-]+\.yaml)\]/gm)].map((match) => match[1]).sort(),
    files.sort(),
  );
});
