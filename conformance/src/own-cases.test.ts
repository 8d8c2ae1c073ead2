import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { dockerMissing } from '@tiphys/testkit';
import { PARTS, type Part } from './case-result.ts';
import { Corpus } from './corpus.ts';
import { failureLine } from './report.ts';
import { runCorpus } from './run-corpus.ts';

const corpus = Corpus.read(join(import.meta.dirname, '../cases'));
/** Those that are run in containers. */
const LEAST: Record<Part, number> = { lint: 220, expressions: 10, traces: 2, workflows: 78 };

for (const part of PARTS) {
  test(`the project's own cases: ${part}`, {
    skip: part === 'workflows' ? await dockerMissing() : false,
  }, async () => {
    let passed = 0;
    const failures: string[] = [];
    const options = { parts: [part], filter: '', runtime: 'docker', budgetSeconds: undefined } as const;
    for await (const result of runCorpus(corpus, options)) {
      if (result.outcome.status === 'passed') passed += 1;
      const line = failureLine(result);
      if (line !== undefined) failures.push(line);
    }
    assert.deepEqual(failures, []);
    assert.ok(passed >= LEAST[part], `only ${passed} cases have run`);
  });
}
