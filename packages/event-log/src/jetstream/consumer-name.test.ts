import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { consumerName } from './consumer-name.ts';

test('legal and short, whatever the id', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 400 }), (id) =>
      assert.match(consumerName('agent', id), /^agent-[A-Za-z0-9_=-]{1,120}$/),
    ),
  );
});

test('ids that differ only at their far end have names that differ', () => {
  const long = 'host.example.com/'.repeat(30);
  assert.notEqual(consumerName('pool', `${long}a`), consumerName('pool', `${long}b`));
  assert.equal(consumerName('pool', long), consumerName('pool', long));
  assert.notEqual(consumerName('pool', 'a'), consumerName('agent', 'a'));
});
