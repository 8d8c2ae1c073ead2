import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import type { Workflow } from '@tiphys/spec';
import { applyOverrides, readParameters } from './submit-options.ts';

const WORKFLOW: Workflow = {
  metadata: { generateName: 'w-', labels: { a: '1', b: '2' } },
  spec: {
    entrypoint: 'main',
    arguments: {
      parameters: [
        { name: 'x', value: 'file' },
        { name: 'y', value: 'file' },
      ],
    },
  },
};

describe('what the command line changes', () => {
  it('is written over what the file says, which stays as it was', () => {
    const before = structuredClone(WORKFLOW);
    const overrides = { name: 'n', generateName: 'g-', entrypoint: 'other', labels: 'b=3,c=4=5' };
    const changed = applyOverrides(
      WORKFLOW,
      overrides,
      new Map([
        ['x', 'flag'],
        ['new', ''],
      ]),
    );
    assert.deepEqual(changed, {
      metadata: { name: 'n', generateName: 'g-', labels: { a: '1', b: '3', c: '4=5' } },
      spec: {
        entrypoint: 'other',
        arguments: {
          parameters: [
            { name: 'x', value: 'flag' },
            { name: 'new', value: '' },
            { name: 'y', value: 'file' },
          ],
        },
      },
    });
    assert.deepEqual(WORKFLOW, before);
    assert.deepEqual(applyOverrides(WORKFLOW, {}, new Map()), WORKFLOW);
  });

  it('takes labels of the form name=value', () => {
    for (const labels of ['a', '=1', 'a=1,']) {
      assert.throws(() => applyOverrides(WORKFLOW, { labels }, new Map()), { code: 'usage' }, labels);
    }
  });
});

describe('parameters', () => {
  it('keep every sign of equality but the first', () => {
    const parameters = readParameters({ parameter: ['a=1=2', 'b=', '__proto__=x'] });
    assert.deepEqual(
      [...parameters],
      [
        ['a', '1=2'],
        ['b', ''],
        ['__proto__', 'x'],
      ],
    );
    assert.throws(() => readParameters({ parameter: ['a'] }), { code: 'usage' });
  });

  it('come from a file too, and the flag wins', (t) => {
    const folder = mkdtempSync(join(tmpdir(), 'tiphys-parameters-'));
    t.after(() => rmSync(folder, { recursive: true }));
    const file = join(folder, 'parameters.yaml');
    writeFileSync(file, 'a: text\nb: 1.50\nc: true\nd: {k: [1]}\ne: from file\n');
    assert.deepEqual(Object.fromEntries(readParameters({ parameterFile: file, parameter: ['e=flag'] })), {
      a: 'text',
      b: '1.5',
      c: 'true',
      d: '{"k":[1]}',
      e: 'flag',
    });
    writeFileSync(file, 'a: [\n');
    assert.throws(() => readParameters({ parameterFile: file }), {
      code: 'failed',
      message: /parameters\.yaml:\d+ /,
    });
    writeFileSync(file, '- a\n');
    assert.throws(() => readParameters({ parameterFile: file }), /expected a mapping/);
    assert.throws(() => readParameters({ parameterFile: join(folder, 'none') }), /no such file or directory/);
  });
});
