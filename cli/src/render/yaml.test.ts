import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { parseYaml } from '@tiphys/spec';
import fc from 'fast-check';
import { renderYaml } from './yaml.ts';

describe('YAML', () => {
  it('has sorted keys and flush lists', () => {
    assert.equal(
      renderYaml({
        spec: { templates: [{ name: 'a', container: { args: ['x y', '1'] } }, {}], arguments: {} },
        kind: 'Workflow',
        status: { startedAt: null, gone: undefined, count: 3 },
      }),
      [
        'kind: Workflow',
        'spec:',
        '  arguments: {}',
        '  templates:',
        '  - container:',
        '      args:',
        '      - x y',
        '      - "1"',
        '    name: a',
        '  - {}',
        'status:',
        '  count: 3',
        '  startedAt: null',
        '',
      ].join('\n'),
    );
  });

  it('writes several lines as a block, and quotes what would be read as something else', () => {
    assert.equal(renderYaml({ a: 'one\n  two\n' }), 'a: |\n  one\n    two\n');
    assert.equal(renderYaml(['one\ntwo', 'one\n\n\n']), '- |-\n  one\n  two\n- |+\n  one\n\n\n');
    assert.equal(
      renderYaml({ on: 'no', x: '2026-01-01', z: ' a' }),
      '"on": "no"\nx: "2026-01-01"\nz: " a"\n',
    );
  });

  it('escapes what YAML does not know as a character', () => {
    for (const text of ['\u007f', 'a\u0080b', '\u009f', '\ufffe', 'a\n\uffff\n']) {
      const { documents, problems } = parseYaml(renderYaml({ [text]: text }));
      assert.deepEqual([problems, plain(documents[0]?.value)], [[], { [text]: text }]);
    }
  });

  it('is read back as it was, without a warning', () => {
    const words = fc.constantFrom(
      'yes',
      'NO',
      '~',
      '',
      '0x1f',
      '1e3',
      '---',
      '- a',
      'a: b',
      'a #b',
      'a\n',
      '\n',
      ' a\nb',
    );
    const scalars = fc.oneof(
      words,
      fc.string(),
      fc.string({ unit: 'binary' }),
      fc.integer(),
      fc.boolean(),
      fc.constant(null),
    );
    const data = fc.letrec((tie) => ({
      value: fc.oneof(
        { depthSize: 'small' },
        scalars,
        fc.array(tie('value')),
        fc.dictionary(fc.oneof(words, fc.string()), tie('value'), { noNullPrototype: true }),
      ),
    })).value;
    fc.assert(
      fc.property(data, (value) => {
        fc.pre(value !== null);
        const { documents, problems } = parseYaml(renderYaml(value));
        assert.deepEqual(problems, []);
        assert.deepEqual(plain(documents[0]?.value), plain(value));
      }),
      { numRuns: 500 },
    );
  });
});

/**
 * Prototypes apart: those of the parser have none. Not by way of JSON: Node 24.21's JSON.parse takes the key "\\n" for
 * a backslash where it has seen objects of that shape before.
 */
function plain(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== 'object' || value === null) return Object.is(value, -0) ? 0 : value;
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, plain(member)]));
}
