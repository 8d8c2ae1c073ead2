import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { evaluateWhen } from './evaluate-when.ts';

function decides(text: string, expected: boolean): void {
  assert.deepEqual(evaluateWhen(text), { ok: true, value: expected }, text);
}

function refuses(text: string, message: string): void {
  assert.deepEqual(evaluateWhen(text), { ok: false, error: { message } }, text);
}

test('words without quotes are texts', () => {
  decides('', true);
  decides('Succeeded == Succeeded', true);
  decides('Succeeded != Succeeded', false);
  decides("Succeeded == 'Succeeded'", true);
  decides('[two words] == "two words"', true);
  decides('Failed in (Failed, Error)', true);
  decides('a < b', true);
});

test('numbers, logic, ternaries and patterns', () => {
  decides('1/2 == 0.5', true);
  decides('2 ** 3 ** 2 == 64', true);
  decides("'1' == 1", false);
  decides('true && !(1 > 2) || false', true);
  decides('true ? false : true', false);
  decides('false ? false : true', true);
  decides("main =~ '^x'", false);
});

test("a quoted date is a date: '2020-01-01' comes before '2020-01-01 10:00'", () => {
  decides("'2020-01-01' < '2020-01-01 10:00'", true);
  decides("'2020-01-01T00:00:00Z' == '2020-01-01T01:00:00+01:00'", true);
});

test("Argo's words for what it cannot decide", () => {
  refuses(
    'a b',
    "Invalid 'when' expression 'a b': Cannot transition token types from VARIABLE [a] to VARIABLE [b]",
  );
  refuses(
    'a @ b',
    "Invalid 'when' expression 'a @ b': Invalid token: '@' (hint: try wrapping the affected expression in quotes (\"))",
  );
  refuses('foo', "Expected boolean evaluation for 'foo'. Got foo");
  refuses(
    '!foo',
    "Failed to parse 'when' expression '!foo': Cannot transition token types from PREFIX [!] to STRING [foo]",
  );
  refuses('v1.2 == v1.2', "Failed to evaluate 'when' expresion 'v1.2 == v1.2': No parameter 'v1' found.");
  refuses(
    'a-b == a-b',
    "Failed to evaluate 'when' expresion 'a-b == a-b': Value 'a' cannot be used with the modifier '-', it is not a number",
  );
});

test('deep nesting and long chains are refused, not followed', () => {
  assert.equal(evaluateWhen(`${'('.repeat(100_000)}1${')'.repeat(100_000)}`).ok, false);
  assert.equal(evaluateWhen(Array.from({ length: 50_000 }, () => '1').join('+')).ok, false);
  decides(`${'('.repeat(100)}1 == 1${')'.repeat(100)}`, true);
});

test('any condition: an answer or a refusal, never an exception', () => {
  const words = [
    'a',
    '1',
    "'t'",
    '(',
    ')',
    '==',
    '!=',
    'in',
    ',',
    '&&',
    '||',
    '!',
    '-',
    '+',
    '?',
    ':',
    '=~',
    '[',
    ']',
    '\\',
    '.',
    '"',
  ];
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...words)), fc.constantFrom('', ' '), (parts, separator) => {
      evaluateWhen(parts.join(separator));
    }),
    { numRuns: 3000 },
  );
});
