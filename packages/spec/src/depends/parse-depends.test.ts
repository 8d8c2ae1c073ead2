import assert from 'node:assert/strict';
import { test } from 'node:test';
import { dependsTasks, evaluateDepends } from './depends-logic.ts';
import { parseDepends } from './parse-depends.ts';

/** Whether the text holds where these tasks, with these results, do. */
function holds(text: string, ...facts: string[]): boolean {
  const parsed = parseDepends(text);
  assert.ok(parsed.ok, text);
  return evaluateDepends(parsed.logic, (task, result) =>
    facts.includes(result === undefined ? task : `${task}.${result}`),
  );
}

test('not binds before and, and before or', () => {
  assert.equal(holds('a || b && c', 'a'), true);
  assert.equal(holds('(a || b) && c', 'a'), false);
  assert.equal(holds('!a && b', 'b'), true);
  assert.equal(holds('!(a && b)', 'b'), true);
  assert.equal(holds('!!a', 'a'), true);
  assert.equal(holds('task-1.Failed||task-2.AnySucceeded', 'task-2.AnySucceeded'), true);
});

test('names come in their order, each once', () => {
  const parsed = parseDepends('(b.Failed || a) && !b && c-1.AllFailed');
  assert.ok(parsed.ok);
  assert.deepEqual(dependsTasks(parsed.logic), ['b', 'a', 'c-1']);
});

const FAULTS: [string, string][] = [
  ['', 'it ends too early'],
  ['a &&', 'it ends too early'],
  ['a b', 'unexpected "b"'],
  ['(a', 'a "(" is never closed'],
  ['a)', 'unexpected ")"'],
  ['a & b', 'unexpected "& b"'],
  ['a.Succeded', "task result 'Succeded' for task 'a' is invalid"],
  [`${'('.repeat(5000)}a`, 'too deeply nested'],
  [`${'!'.repeat(5000)}a`, 'too deeply nested'],
];
for (const [text, message] of FAULTS) {
  test(`depends ${JSON.stringify(text.slice(0, 20))} is refused: ${message}`, () => {
    assert.deepEqual(parseDepends(text), { ok: false, message });
  });
}
