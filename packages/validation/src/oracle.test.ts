import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import {
  decodeCronWorkflow,
  decodeWorkflow,
  decodeWorkflowTemplate,
  formatPath,
  type PathSegment,
  type Problem,
  parseYaml,
  type TemplateKind,
  TemplateShelf,
} from '@tiphys/spec';
import { sharedPath } from '@tiphys/testkit';
import { validateCronWorkflow } from './validate-cron-workflow.ts';
import { validateWorkflow } from './validate-workflow.ts';
import { validateWorkflowTemplate } from './validate-workflow-template.ts';

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
  requires?: { name: string; providedBy?: string[] }[];
  lintOracle?: Oracle[];
}

interface Document {
  row: Row;
  kind: string;
  value: unknown;
  oracle: Oracle | undefined;
}

const KINDS = ['Workflow', 'WorkflowTemplate', 'ClusterWorkflowTemplate', 'CronWorkflow'];

/** The documents of the corpus that the real argo was asked about. */
function documents(): Document[] {
  return [...rows().values()]
    .flatMap((row) => {
      const values = documentsOf(row);
      return values.map((value, index) => ({
        row,
        value,
        oracle: row.lintOracle?.[index],
        kind: kindOf(value),
      }));
    })
    .filter(({ kind, oracle }) => oracle !== undefined && KINDS.includes(kind));
}

let known: Map<string, Row> | undefined;

function rows(): Map<string, Row> {
  known ??= new Map(
    readFileSync(join(corpus.path ?? '', 'index.jsonl'), 'utf8')
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as Row)
      .map((row) => [row.id, row]),
  );
  return known;
}

const parsed = new Map<string, unknown[]>();

function documentsOf({ id, file }: Row): unknown[] {
  const values =
    parsed.get(id) ??
    parseYaml(readFileSync(join(corpus.path ?? '', file), 'utf8')).documents.map(({ value }) => value);
  parsed.set(id, values);
  return values;
}

function kindOf(value: unknown): string {
  return (value as { kind?: string } | null)?.kind ?? '';
}

/**
 * The templates that a row requires, each from the n-th row that has it; undefined where one of them is
 * beyond the language.
 */
function libraryOf(row: Row, which: number): TemplateShelf | undefined {
  const shelf = new TemplateShelf();
  const seen = new Set<Row>([row]);
  for (const { id, requires = [] } of seen) {
    for (const { providedBy = [], name } of requires) {
      const provider = rows().get(
        providedBy.includes(id) ? id : (providedBy[Math.min(which, providedBy.length - 1)] ?? ''),
      );
      if (provider !== undefined && !name.includes('{{')) seen.add(provider);
    }
  }
  for (const provider of [...seen].reverse()) {
    for (const value of documentsOf(provider)) {
      const kind = kindOf(value);
      if (kind !== 'WorkflowTemplate' && kind !== 'ClusterWorkflowTemplate') continue;
      const decoded = decodeWorkflowTemplate(value, kind);
      if (!decoded.ok) return undefined;
      shelf.add(kind, decoded.template);
    }
  }
  return shelf;
}

function decodedOf(kind: string, value: unknown): { ok: true } | { ok: false; problems: Problem[] } {
  if (kind === 'Workflow') return decodeWorkflow(value);
  return kind === 'CronWorkflow'
    ? decodeCronWorkflow(value)
    : decodeWorkflowTemplate(value, kind as TemplateKind);
}

/** Undefined: refused for its fields. */
function errorsOf({ kind, value }: Document, submit: boolean, library: TemplateShelf): Problem[] | undefined {
  if (kind === 'Workflow') {
    const decoded = decodeWorkflow(value);
    return decoded.ok ? validateWorkflow(decoded.workflow, { submit, library }).errors : undefined;
  }
  if (kind === 'CronWorkflow') {
    const decoded = decodeCronWorkflow(value);
    return decoded.ok ? validateCronWorkflow(decoded.cronWorkflow, { submit, library }).errors : undefined;
  }
  const decoded = decodeWorkflowTemplate(value, kind as TemplateKind);
  return decoded.ok
    ? validateWorkflowTemplate(decoded.template, kind as TemplateKind, { submit, library }).errors
    : undefined;
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
  const differing: string[] = [];
  for (const document of documents()) {
    const { row, oracle, kind } = document;
    for (const mode of ['create', 'lint'] as const) {
      const theirs = oracle?.[mode] ?? null;
      // Which of several templates of one name argo had is not recorded.
      const libraries = [0, 1, 2, 3].map((which) => libraryOf(row, which));
      const answers = libraries.flatMap((library) => {
        const errors = library && errorsOf(document, mode === 'create', library);
        return errors === undefined ? [] : [errors.filter((problem) => !isOfKubernetes(problem))];
      });
      const agrees = answers.some((errors) => errors.length > 0 === (theirs !== null));
      const [ours] = answers;
      // A part of the language that is not there is refused by name, as a field is.
      if (ours === undefined || ours.some(({ message }) => message.endsWith('is not supported yet')))
        continue;
      if (agrees) counts[theirs === null ? 'valid' : 'invalid'] += 1;
      else if (libraries.includes(undefined)) continue;
      else differing.push(`${row.id} ${kind} ${mode}: ${theirs} / ${JSON.stringify(ours)}`);
    }
  }
  t.diagnostic(`${counts.valid} valid and ${counts.invalid} invalid answers agree`);
  assert.deepEqual(differing, []);
  assert.ok(counts.valid > 250 && counts.invalid > 40);
});

test('the rest is refused for a field that is there and not honoured', { skip: corpus.missing }, (t) => {
  const counts = { refused: 0, misread: 0 };
  for (const { row, kind, value, oracle } of documents()) {
    const { id } = row;
    const decoded = decodedOf(kind, value);
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
