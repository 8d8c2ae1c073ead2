import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { decodeToken, encodeToken } from './token.ts';

/** Any string at all, lone surrogates included. */
const anyText = fc
  .array(
    fc.oneof(
      fc.integer({ min: 0, max: 0xffff }),
      fc.constantFrom(...[...'.*> =u'].map((c) => c.charCodeAt(0))),
    ),
  )
  .map((units) => String.fromCharCode(...units));

test('every text comes back as it was', () => {
  fc.assert(
    fc.property(anyText, (text) => assert.equal(decodeToken(encodeToken(text)), text)),
    { numRuns: 2_000 },
  );
});

test('a token is legal in subjects, keys and names of consumers', () => {
  fc.assert(
    fc.property(anyText, (text) => assert.match(encodeToken(text), /^[A-Za-z0-9_=-]+$/)),
    { numRuns: 2_000 },
  );
});

test('texts that differ have tokens that differ', () => {
  fc.assert(
    fc.property(anyText, anyText, (a, b) => assert.equal(encodeToken(a) === encodeToken(b), a === b)),
  );
});

test('ordinary names stay readable', () => {
  assert.equal(encodeToken('exit-handler-x7k2p'), 'exit-handler-x7k2p');
  assert.equal(encodeToken('host.example.com'), 'host=2Eexample=2Ecom');
  assert.equal(encodeToken(''), '=');
});
