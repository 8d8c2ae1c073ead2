import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { table, visibleWidth } from './table.ts';

describe('a table', () => {
  it('pads a column to its widest cell, and cuts trailing blanks', () => {
    assert.deepEqual(
      table(
        [
          ['A', 'B', 'C'],
          ['long', '', 'x'],
          ['', 'y', ''],
        ],
        2,
      ),
      ['A     B  C', 'long     x', '      y'],
    );
  });

  it('does not let the last cell of a line widen the column, as Go does not', () => {
    assert.deepEqual(
      table(
        [
          ['A', 'a very long header'],
          ['x', 'y', ''],
          ['x', 'yyy', 'z'],
        ],
        1,
      ),
      ['A a very long header', 'x y', 'x yyy z'],
    );
  });

  it('starts a column anew after a line that does not have it', () => {
    assert.deepEqual(table([['a', 'bbbbbb', 'c'], ['alone'], ['aaa', 'b', 'c']], 1), [
      'a bbbbbb c',
      'alone',
      'aaa b c',
    ]);
  });

  it('counts what is seen: no colour codes, one for each code point', () => {
    assert.equal(visibleWidth('\u001b[32m✔\u001b[0m ok'), 4);
    assert.equal(visibleWidth('😀'), 1);
    assert.deepEqual(
      table(
        [
          ['\u001b[32m✔\u001b[0m', '1'],
          ['ab', '2'],
        ],
        1,
      ),
      ['\u001b[32m✔\u001b[0m  1', 'ab 2'],
    );
  });

  it('takes no rows at all', () => assert.deepEqual(table([], 2), []));
});
