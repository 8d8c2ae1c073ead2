import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { isGenerateName, isWorkflowName, randomNameSuffix, workflowName } from './workflow-name.ts';

test('a suffix has five characters of the alphabet, whatever is drawn', () => {
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 10, maxLength: 10 }), (bytes) => {
      const suffix = randomNameSuffix((length) => bytes.subarray(0, length));
      assert.match(suffix, /^[bcdfghjklmnpqrstvwxz2456789]{5}$/);
      assert.ok(isWorkflowName(workflowName('exit-handler-', suffix)));
    }),
  );
});

test('the prefix makes room for the suffix', () => {
  assert.equal(workflowName('exit-handler-', 'abcde'), 'exit-handler-abcde');
  assert.equal(workflowName('a'.repeat(100), 'bcdfg'), `${'a'.repeat(58)}bcdfg`);
});

test('names are RFC 1123 subdomains', () => {
  for (const name of ['a', 'a-b', 'a.b', '0', 'a'.repeat(63)]) assert.ok(isWorkflowName(name), name);
  for (const name of ['', '-a', 'a-', 'A', 'a_b', 'a..b', 'a'.repeat(64), 'ä', 'a\n']) {
    assert.ok(!isWorkflowName(name), name);
  }
});

test('what names are generated from may end in a hyphen', () => {
  for (const name of ['a-', 'a.', 'a', '']) assert.ok(isGenerateName(name), name);
  for (const name of ['-a', 'A-', 'a b-', 'a..']) assert.ok(!isGenerateName(name), name);
});
