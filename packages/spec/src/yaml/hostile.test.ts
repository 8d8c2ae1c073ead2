import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { MAX_BYTES } from './limits.ts';
import { parseYaml } from './parse.ts';

/** Far above what any of these takes; quadratic or exponential work goes far beyond it. */
const LIMIT_MS = 5000;

function refusalOf(text: string): string | undefined {
  // Processor time: what else the machine does is not the parser's.
  const started = process.cpuUsage();
  const { documents, problems } = parseYaml(text);
  const { user, system } = process.cpuUsage(started);
  assert.ok((user + system) / 1000 < LIMIT_MS, `took ${(user + system) / 1000} ms`);
  assert.equal(documents.length, 0);
  return problems.find(({ severity }) => severity === 'error')?.message;
}

test('5 MB are refused', () => {
  assert.equal(refusalOf('a'.repeat(5_000_000)), 'the text is too large: at most 2 MiB are taken');
  assert.equal(refusalOf('ä'.repeat(MAX_BYTES / 2 + 1)), 'the text is too large: at most 2 MiB are taken');
});

test('deep nesting is refused, however it is written', () => {
  const lines = Array.from({ length: 1500 }, (_, depth) => `${' '.repeat(depth)}a:`).join('\n');
  for (const text of [
    '['.repeat(1_000_000),
    '- '.repeat(500_000),
    '? '.repeat(500_000),
    '{a: '.repeat(9999),
    lines,
  ]) {
    assert.match(refusalOf(text) ?? '', /^nested too deeply: at most 128/);
  }
});

test('128 levels are taken', () => {
  assert.equal(parseYaml(`${'['.repeat(128)}${']'.repeat(128)}`).documents.length, 1);
});

test('an alias bomb is refused', () => {
  const levels = Array.from({ length: 12 }, (_, i) =>
    i === 0 ? `l0: &l0 [x, x, x]` : `l${i}: &l${i} [${`*l${i - 1}, `.repeat(9)}]`,
  );
  assert.match(refusalOf(levels.join('\n')) ?? '', /aliases stand for more than 100000 values/);
});

test('a bomb of long texts is refused', () => {
  const text = `a: &a ${'x'.repeat(1_000_000)}\nb: [${'*a, '.repeat(200_000)}]\n`;
  assert.match(refusalOf(text) ?? '', /aliases stand for more than 100000 values/);
});

test('aliases that nest deeply are refused', () => {
  const levels = Array.from({ length: 300 }, (_, i) =>
    i === 0 ? 'l0: &l0 [x]' : `l${i}: &l${i} [*l${i - 1}]`,
  );
  assert.match(refusalOf(levels.join('\n')) ?? '', /^nested too deeply/);
});

test('many wrong lines: the first hundred are named', () => {
  assert.equal(parseYaml('a: 1\n'.repeat(5000)).problems.length, 100);
});

test('no text makes it throw', () => {
  const pieces = fc.constantFrom(
    'a',
    ': ',
    ':',
    '- ',
    '\n',
    '  ',
    '\t',
    '[',
    ']',
    '{',
    '}',
    ',',
    '&a ',
    '*a',
    '!!int ',
    '!x ',
    '"',
    "'",
    '|\n',
    '>-\n',
    '#c',
    '<<: ',
    '---\n',
    '...\n',
    '%YAML 1.1\n',
    '?',
    '~',
    '1',
    '\u0000',
    '\ufeff',
    '\ud800',
    '__proto__',
  );
  fc.assert(
    fc.property(fc.array(pieces, { maxLength: 30 }), (parts) => {
      const { documents, problems } = parseYaml(parts.join(''));
      for (const document of documents) JSON.stringify(document.value);
      for (const problem of problems) assert.ok(problem.message.length > 0);
    }),
    { numRuns: 3000 },
  );
  fc.assert(
    fc.property(fc.string(), (text) => void parseYaml(text)),
    { numRuns: 1000 },
  );
});

test('what JSON writes is read as it was', () => {
  fc.assert(
    fc.property(fc.jsonValue({ maxDepth: 6 }), (value) => {
      const text = JSON.stringify({ value });
      const { documents, problems } = parseYaml(text);
      assert.deepEqual(problems, [], text);
      assert.equal(JSON.stringify(documents[0]?.value), text);
    }),
    { numRuns: 1000 },
  );
});

test('control characters are refused with their line', () => {
  for (const character of ['\0', '\u0007', '\u001b', '\u007f', '\u0080', '\ufffe']) {
    const { documents, problems } = parseYaml(`a: 1\nb: "x${character}"\n`);
    assert.deepEqual(documents, []);
    assert.equal(problems[0]?.line, 2);
    assert.match(problems[0]?.message ?? '', /^yaml: control characters are not allowed: U\+[0-9A-F]{4}$/);
  }
  assert.deepEqual(parseYaml('a: "\t é \u{1f600} \ufffd"\r\n').problems, []);
});
