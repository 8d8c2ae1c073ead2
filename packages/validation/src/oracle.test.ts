import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import {
  decodeWorkflow,
  formatPath,
  type PathSegment,
  type Problem,
  parseYaml,
  type Workflow,
} from '@tiphys/spec';
import { sharedPath } from '@tiphys/testkit';
import { validateWorkflow } from './validate-workflow.ts';

const corpus = sharedPath('conformance');

interface Oracle {
  kind: string;
  create: string | null;
  lint: string | null;
  parseError?: boolean | string;
}

interface Row {
  id: string;
  file: string;
  lintOracle?: Oracle[];
}

interface Document {
  id: string;
  value: unknown;
  oracle: Oracle | undefined;
}

/** The Workflows of the corpus that the real argo was asked about. */
function workflows(): Document[] {
  const folder = corpus.path ?? '';
  const rows = readFileSync(join(folder, 'index.jsonl'), 'utf8').trimEnd().split('\n');
  return rows
    .map((row) => JSON.parse(row) as Row)
    .flatMap(({ id, file, lintOracle }) => {
      const { documents } = parseYaml(readFileSync(join(folder, file), 'utf8'));
      return documents.map(({ value }, index) => ({ id, value, oracle: lintOracle?.[index] }));
    })
    .filter(({ value, oracle }) => oracle !== undefined && (value as Workflow).kind === 'Workflow');
}

/** Argo leaves these to the API server of Kubernetes, which the oracle does not ask. */
function isOfKubernetes({ path, message }: Problem): boolean {
  return path[0] === 'metadata' && !message.includes('63 characters long');
}

function at(value: unknown, path: readonly PathSegment[]): unknown {
  return path.reduce(
    (inner, segment) => (inner as Record<PathSegment, unknown> | undefined)?.[segment],
    value,
  );
}

test('of the language that is honoured, what argo says is said', { skip: corpus.missing }, (t) => {
  const counts = { valid: 0, invalid: 0 };
  for (const { id, value, oracle } of workflows()) {
    const decoded = decodeWorkflow(value);
    if (!decoded.ok) continue;
    for (const mode of ['create', 'lint'] as const) {
      const { errors } = validateWorkflow(decoded.workflow, { submit: mode === 'create' });
      const ours = errors.filter((problem) => !isOfKubernetes(problem));
      // A part of the language that is not there is refused by name, as a field is.
      if (ours.some(({ message }) => message.endsWith('is not supported yet'))) continue;
      const theirs = oracle?.[mode] ?? null;
      assert.equal(ours.length > 0, theirs !== null, `${id} ${mode}: ${theirs} / ${JSON.stringify(ours)}`);
      counts[theirs === null ? 'valid' : 'invalid'] += 1;
    }
  }
  t.diagnostic(`${counts.valid} valid and ${counts.invalid} invalid answers agree`);
  assert.ok(counts.valid > 100 && counts.invalid > 20);
});

test('the rest is refused for a field that is there and not honoured', { skip: corpus.missing }, (t) => {
  const counts = { refused: 0, misread: 0 };
  for (const { id, value, oracle } of workflows()) {
    const decoded = decodeWorkflow(value);
    if (decoded.ok) {
      assert.equal(oracle?.parseError, undefined, `${id}: argo cannot read this`);
      continue;
    }
    const unsupported = decoded.problems.filter(({ message }) =>
      /not supported|^needs Kubernetes|^there (is|are) no |manifest cannot$/.test(message),
    );
    for (const { path } of unsupported) assert.notEqual(at(value, path) ?? null, null, formatPath(path));
    // What is wrong rather than unsupported is wrong for argo too.
    if (unsupported.length === 0) {
      assert.ok(oracle?.parseError, `${id}: ${JSON.stringify(decoded.problems)}`);
      counts.misread += 1;
    } else counts.refused += 1;
  }
  t.diagnostic(`${counts.refused} refused by a field's name, ${counts.misread} unreadable for argo too`);
  assert.ok(counts.refused > 0);
});
