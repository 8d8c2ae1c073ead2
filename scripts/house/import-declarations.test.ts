import assert from 'node:assert/strict';
import { test } from 'node:test';
import { importDeclarationProblems } from './import-declarations.ts';

/** Apart, or it would be an import of this file. */
const LATE = 'import';
const FILES = new Map(
  Object.entries({
    'package.json': '{ "devDependencies": { "checker": "1" } }',
    'scripts/run.ts': `import { a } from '@x/a';\nimport 'checker';\nimport 'other';`,
    'packages/a/package.json': `{
      "name": "@x/a",
      "dependencies": { "driver": "1", "idle": "1", "@x/b": "1" },
      "devDependencies": { "@types/driver": "1", "kit": "1", "@types/idle": "1" }
    }`,
    'packages/a/src/a.ts': [
      `import fs from 'node:fs';`,
      'import type {',
      '  Driver,',
      `} from 'driver/deep';`,
      `export { b } from '@x/b/part';`,
      `import { own } from '@x/a';`,
      `import { near } from './near.ts';`,
      `const late = await ${LATE}('kit');`,
    ].join('\n'),
    'packages/a/src/a.test.ts': `import 'kit';\nimport 'checker';\nimport 'missing';`,
    'packages/b/package.json': '{ "name": "@x/b" }',
    'packages/b/src/b.ts': `import { c } from '@scope/c/d';`,
  }),
);

test('what is not declared, and what is for nothing', () => {
  assert.deepEqual(
    importDeclarationProblems([...FILES.keys()], (path) => FILES.get(path)!),
    [
      'packages/a/src/a.ts: imports kit, which packages/a/package.json does not declare',
      'packages/a/src/a.test.ts: imports missing, which packages/a/package.json does not declare',
      'packages/a/package.json: declares idle, which nothing there uses',
      'packages/a/package.json: declares @types/idle, which nothing there uses',
      'packages/b/src/b.ts: imports @scope/c, which packages/b/package.json does not declare',
      'scripts/run.ts: imports other, which package.json does not declare',
    ],
  );
});
