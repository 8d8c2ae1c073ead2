import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseYaml, withLocations } from './parse.ts';

/** The value as plain objects, for comparison. */
function plainValue(text: string): unknown {
  const { documents, problems } = parseYaml(text);
  assert.deepEqual(
    problems.filter(({ severity }) => severity === 'error').map(({ message }) => message),
    [],
  );
  assert.equal(documents.length, 1);
  return JSON.parse(JSON.stringify(documents[0]?.value));
}

function refusals(text: string): string[] {
  const { problems } = parseYaml(text);
  return problems
    .filter(({ severity }) => severity === 'error')
    .map(({ line, column, message }) => `${line}:${column} ${message}`);
}

test('lists, maps and scalars', () => {
  assert.deepEqual(plainValue('a: [1, "1", yes]\nb:\n- c: |\n    x\n    y\n- d: 0777\n'), {
    a: [1, '1', true],
    b: [{ c: 'x\ny\n' }, { d: 511 }],
  });
});

test('JSON is read too', () => {
  const value = { a: [1, 'two', null, true, { b: '😀 "q" / \t' }], y: 'no' };
  assert.deepEqual(plainValue(JSON.stringify(value, null, 2).replaceAll('"y"', '"\\u0079"')), value);
});

test('several documents, empty ones left out', () => {
  const { documents } = parseYaml('---\n# nothing\n---\na: 1\n---\nb: 2\n');
  assert.deepEqual(
    documents.map(({ value }) => JSON.stringify(value)),
    ['{"a":1}', '{"b":2}'],
  );
});

test('a broken document does not take the others with it', () => {
  const { documents, problems } = parseYaml('a: 1\n---\nb: 1\nb: 2\n');
  assert.equal(documents.length, 1);
  assert.deepEqual(problems, [
    {
      path: ['b'],
      message: 'the key "b" stands twice in the same map',
      severity: 'error',
      line: 4,
      column: 1,
    },
  ]);
});

test('keys are texts as sigs.k8s.io/yaml writes them', () => {
  assert.deepEqual(plainValue('1: a\n0x10: b\non: c\n1.5: d\n'), { 1: 'a', 16: 'b', true: 'c', 1.5: 'd' });
  assert.deepEqual(refusals('? [a]\n: b\n'), ['1:3 a key must be a text, not a list or map']);
  assert.deepEqual(refusals('a: {{workflow.name}}\n'), [
    '1:5 a key must be a text, not a list or map: quote a {{variable}}',
  ]);
  assert.deepEqual(refusals('~: b\n'), ['1:1 a key is missing, or null']);
});

test('__proto__ is a key like any other', () => {
  const value = parseYaml('__proto__: {polluted: true}\nconstructor: 1\n').documents[0]?.value as object;
  assert.equal(Object.getPrototypeOf(value), null);
  assert.deepEqual(Object.keys(value), ['__proto__', 'constructor']);
  assert.equal(({} as Record<string, unknown>).polluted, undefined);
});

test('tags', () => {
  assert.deepEqual(plainValue('a: !!str 1\nb: !!int "2"\nc: !!binary aGk=\nd: !custom 3\ne: ! 4\n'), {
    a: '1',
    b: 2,
    c: 'hi',
    d: '3',
    e: '4',
  });
  assert.deepEqual(refusals('a: !!int x\n'), ['1:10 "x" is no int']);
  assert.deepEqual(refusals('a: !!binary "%"\n'), ['1:13 a !!binary value that is no base64']);
});

test('merge keys: explicit keys win, and of several maps the first', () => {
  const text = 'a: &a {p: 1, q: 1}\nb: &b {p: 2, r: 2}\nc: {p: 0, <<: [*a, *b], s: 0}\n';
  assert.deepEqual((plainValue(text) as { c: unknown }).c, { p: 0, q: 1, r: 2, s: 0 });
  assert.deepEqual(refusals('a: {<<: 1}\n'), ['1:5 only a map, or a list of maps, can be merged']);
});

test('aliases mean the anchor before them', () => {
  assert.deepEqual(plainValue('a: &x 1\nb: *x\nc: &x 2\nd: *x\n'), { a: 1, b: 1, c: 2, d: 2 });
  assert.deepEqual(refusals('a: *x\n'), ['1:4 unknown anchor "x"']);
  assert.deepEqual(refusals('a: &x [*x]\n'), ['1:8 the anchor "x" contains itself']);
});

test('syntax errors have a line', () => {
  for (const [text, line] of [
    ['a: [1, 2\nb: 3\n', 1],
    ['a:\n  b: 1\n c: 2\n', 3],
    ['a:\n\tb: 1\n', 2],
    ['x: 1\na: "open\nb: 1\nc: 2\n', 2],
    ["x: 'closed'\na: 'open\nb: 1\n", 2],
    ['a: b: c\n', 1],
  ] as const) {
    const { documents, problems } = parseYaml(text);
    assert.equal(documents.length, 0, text);
    assert.equal(problems[0]?.line, line, `${text} ${JSON.stringify(problems)}`);
  }
});

test('numbers that JSON cannot hold', () => {
  assert.deepEqual(refusals('a: .inf\n'), ['1:4 ".inf" is a number that JSON cannot hold: quote it']);
});

test('unquoted yes and no are named', () => {
  const { problems } = parseYaml('a: [yes, "no", true]\nb: off\n');
  assert.deepEqual(
    problems.map(({ severity, path, line }) => [severity, path, line]),
    [
      ['warning', ['a', 0], 1],
      ['warning', ['b'], 2],
    ],
  );
});

test('locations', () => {
  const [document] = parseYaml('a: &x\n  b: 1\nc:\n- d: *x\n- <<: *x\n').documents;
  assert.ok(document);
  assert.deepEqual(document.locate([]), { line: 1, column: 1 });
  assert.deepEqual(document.locate(['a', 'b']), { line: 2, column: 3 });
  assert.deepEqual(document.locate(['c', 0, 'd']), { line: 4, column: 3 });
  assert.deepEqual(document.locate(['c', 0, 'd', 'b']), { line: 2, column: 3 });
  assert.deepEqual(document.locate(['c', 1, 'b']), { line: 2, column: 3 });
  assert.deepEqual(document.locate(['c', 1, 'missing', 'x']), { line: 5, column: 3 });
  const problem = { path: ['c', 0], message: 'm', severity: 'error' } as const;
  assert.deepEqual(withLocations([{ ...problem, path: ['c', 0] }], document), [
    { ...problem, line: 4, column: 3 },
  ]);
});

test('quoted texts and flow collections need no indentation, as in go-yaml', () => {
  const quoted = '- a:\n    args: ["\n      make &&\n      make test\n    "]\n    b: "x\ny"\n  c: 1\n';
  assert.deepEqual(plainValue(quoted), [{ a: { args: [' make && make test '], b: 'x y' }, c: 1 }]);
  const flow = 'a:\n  b: [\n1,\n{\nc: d\n}\n]\n  e: 2\n';
  assert.deepEqual(plainValue(flow), { a: { b: [1, { c: 'd' }], e: 2 } });
  assert.equal(parseYaml('a: "x\n---\nb: 1\n').problems[0]?.line, 1);
});
