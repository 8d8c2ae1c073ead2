import assert from 'node:assert/strict';
import { test } from 'node:test';
import { evaluateExpression } from './evaluate-expression.ts';
import { replaceTags } from './tags/replace-tags.ts';
import { fixedScope } from './testing/fixed-scope.ts';
import { evaluateWhen } from './when/evaluate-when.ts';

const scope = fixedScope({ long: 'a'.repeat(100_000), 'inputs.parameters.x': '1' });

/** What would run for minutes, fill the memory or the stack; each must end with a refusal of these words. */
const EXCESSES: [what: string, expression: string, message: RegExp][] = [
  ['parentheses', `${'('.repeat(50_000)}1${')'.repeat(50_000)}`, /nests too deeply/],
  ['lists in lists', `${'['.repeat(50_000)}${']'.repeat(50_000)}`, /nests too deeply/],
  ['signs', `${'-'.repeat(50_000)}1`, /nests too deeply/],
  ['a long sum', Array.from({ length: 9_000 }, () => '1').join('+'), /nests too deeply/],
  ['too many nodes', `[${Array.from({ length: 20_000 }, () => '1').join(',')}]`, /maximum allowed nodes/],
  ['too long', ' '.repeat(1_000_000), /too long/],
  ['members of members', `a${'.b'.repeat(20_000)}`, /nests too deeply/],
  ['conditions in conditions', 'true?1:'.repeat(5_000), /nests too deeply/],
  ['calls in calls', `${'trim('.repeat(400)}1${')'.repeat(400)}`, /to call trim/],
  ['a huge range', 'len(1..1000000000000)', /memory budget exceeded/],
  ['ranges in ranges', 'map(1..2000, map(1..2000, #))', /memory budget exceeded/],
  [
    'long loops',
    'map(1..900000, {let a = #; any(1..300, # > 500)})',
    /memory budget exceeded|takes too long/,
  ],
  ['a long text, many times', 'repeat(repeat("a", 1000000), 1000000)', /memory budget exceeded/],
  [
    'a text that doubles',
    `let a = long; ${'a + a + '.repeat(200)}a`,
    /memory budget exceeded|takes too long/,
  ],
  [
    'lists that share their elements',
    'let a = 1..1000; let b = map(1..1000, a); let c = map(1..1000, b); toJSON(c)',
    /takes too long/,
  ],
  ['what they print', 'let a = 1..1000; let b = map(1..1000, a); map(1..1000, b)', /takes too long/],
  [
    'what they are compared with',
    'let a = 1..1000; let b = map(1..1000, a); let c = map(1..1000, b); let d = map(1..1000, map(1..1, b)); c == c && sprig.has(d, [c])',
    /takes too long/,
  ],
  ['looking at a long text, many times', 'sum(map(1..500000, len(long)))', /takes too long/],
  ['hashing it', 'map(1..1000, sprig.sha512sum(long))', /takes too long/],
  [
    'a pattern with loops in loops',
    'long matches "(a|aa|a*)*(a|aa|a*)*(a|aa|a*)*(a|aa|a*)*(a{1,50}){20}b"',
    /takes too long/,
  ],
  ['a pattern that is too large', 'long matches "((a{100}){100}){100}"', /expression too large/],
  ['comparing each with each', 'uniq(map(1..100000, [#]))', /takes too long/],
  ['zones', 'map(1..20000, string(date("2024-01-01", "2006-01-02", "Europe/Berlin")))', /takes too long/],
  ['sequences', 'sprig.untilStep(0, 1000000000000, 1)', /memory budget exceeded/],
  ['a path in a path', 'jsonpath("[" + repeat("[", 5000) + repeat("]", 5000) + "]", "$..*")', /max depth/],
  [
    'paths over all, in paths over all',
    'jsonpath(repeat("[", 300) + repeat("]", 300), "$..[?(@..[?(@..[?(@..x)])])]")',
    /takes too long/,
  ],
];

for (const [what, expression, message] of EXCESSES) {
  test(`${what}: refused within seconds`, { timeout: 120_000 }, () => {
    const result = evaluateExpression(expression, scope);
    assert.ok(!result.ok, 'it should be refused');
    assert.match(result.error.message, message);
  });
}

test('the tags of one text share their limit', { timeout: 120_000 }, () => {
  const tag = '{{=len(map(1..90000, len(inputs.parameters.x) + 1))}}';
  const result = replaceTags(tag.repeat(1_000), scope, { allowUnresolved: false });
  assert.ok(!result.ok);
  assert.match(result.error.message, /takes too long/);
});

test('what is within the limits runs', () => {
  assert.deepEqual(evaluateExpression(`${'('.repeat(200)}1${')'.repeat(200)}`, scope), {
    ok: true,
    value: '1',
  });
  assert.deepEqual(evaluateExpression('sum(1..100000)', scope), { ok: true, value: '5000050000' });
  assert.deepEqual(evaluateExpression('long matches "^(a+)+$"', scope), { ok: true, value: 'true' });
  assert.equal(evaluateWhen(`${'a'.repeat(100_000)} == b`).ok, true);
});
