import assert from 'node:assert/strict';
import { test } from 'node:test';
import { labelSelectorFault } from './label-selector.ts';

test('a label selector is read as Kubernetes reads it', () => {
  const of = (key: string, operator: string, values?: string[]) =>
    labelSelectorFault({
      matchExpressions: [{ key, operator, ...(values === undefined ? {} : { values }) }],
    });
  assert.equal(labelSelectorFault({ matchLabels: { 'example.com/a': 'b' } }), undefined);
  assert.equal(of('a', 'In', ['x']), undefined);
  assert.equal(of('a', 'Exists'), undefined);
  assert.match(of('a', 'In') ?? '', /values set can't be empty/);
  assert.match(of('a', 'Exists', ['x']) ?? '', /must be empty for exists/);
  assert.match(of('a', 'Foo') ?? '', /"Foo" is not a valid label selector operator/);
  assert.match(of('a b', 'Exists') ?? '', /key: Invalid value: "a b"/);
  assert.match(
    labelSelectorFault({ matchLabels: { a: 'x y' } }) ?? '',
    /values\[0\]\[a\]: Invalid value: "x y"/,
  );
});
