import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import { GRPC_STATUS_OF_CODE } from '@tiphys/service-kit';
import { read, tableRows } from './documents.ts';
import { type ErrorClass, errorClasses, unionOf } from './error-classes.ts';

/** gRPC's numbers (grpc/status.h). */
const STATUS_NAMES = [
  'OK',
  'CANCELLED',
  'UNKNOWN',
  'INVALID_ARGUMENT',
  'DEADLINE_EXCEEDED',
  'NOT_FOUND',
  'ALREADY_EXISTS',
  'PERMISSION_DENIED',
  'RESOURCE_EXHAUSTED',
  'FAILED_PRECONDITION',
  'ABORTED',
  'OUT_OF_RANGE',
  'UNIMPLEMENTED',
  'INTERNAL',
  'UNAVAILABLE',
  'DATA_LOSS',
  'UNAUTHENTICATED',
];

interface Row {
  code: string;
  retryable: boolean;
  grpc: string;
}

/** The page's tables by the heading above them. */
function sections(): Map<string, Row[]> {
  const found = new Map<string, Row[]>();
  for (const section of read('docs/errors.md').split(/^## /m).slice(1)) {
    const rows = tableRows(section)
      .slice(2)
      .map(([code = '', meaning = '', retryable = '', grpc = '', remedy = '']) => {
        assert.ok(meaning !== '' && remedy !== '', `${code} has an empty cell`);
        assert.match(retryable, /^(yes|no)$/, code);
        return { code: code.replaceAll('`', ''), retryable: retryable === 'yes', grpc };
      });
    found.set(section.slice(0, section.indexOf('\n')), rows);
  }
  return found;
}

describe('docs/errors.md', () => {
  const documented = sections();
  let classes: ErrorClass[] = [];
  before(async () => {
    classes = await errorClasses();
  });

  test('has a section for every error class, and one for the refusals of the engine', () => {
    const names = [...classes.map(({ name }) => name), 'Rejection'];
    assert.deepEqual([...documented.keys()].sort(), names.sort());
    assert.ok(names.length > 10, names.join(' '));
  });

  test('has every code, in the order of the sources, and says of each what it is', () => {
    for (const { name, codes } of classes) {
      const rows = documented.get(name) ?? [];
      const said = rows.map(({ code, retryable }) => [code, retryable]);
      const true_ = [...codes].map(([code, { retryable }]) => [code, retryable]);
      assert.deepEqual(said, true_, name);
    }
  });

  test('has every code that the engine refuses with', () => {
    const rows = documented.get('Rejection') ?? [];
    const codes = unionOf(read('packages/engine/src/commands.ts'), 'RejectionCode');
    assert.deepEqual(
      rows.map(({ code }) => code),
      codes,
    );
  });

  test('has the status that a client sees', () => {
    for (const { name } of classes) {
      for (const { code, grpc } of documented.get(name) ?? []) {
        const status = GRPC_STATUS_OF_CODE.get(code);
        const seen = name === 'ClientError' ? code.toUpperCase() : STATUS_NAMES[status ?? -1];
        assert.equal(grpc, seen ?? '—', `${name} ${code}`);
      }
    }
  });

  test('no code at the edge is without a class', () => {
    const known = new Set(classes.flatMap(({ codes }) => [...codes.keys()]));
    assert.deepEqual(
      [...GRPC_STATUS_OF_CODE.keys()].filter((code) => !known.has(code)),
      [],
    );
  });
});

test('a union is read with comments in it', () => {
  assert.deepEqual(unionOf("export type A =\n  /** It's 'not_this'; no. */\n  | 'x'\n  | 'y_z';", 'A'), [
    'x',
    'y_z',
  ]);
  assert.throws(() => unionOf('', 'A'), /no union A/);
});
