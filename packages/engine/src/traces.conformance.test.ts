import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { test } from 'node:test';
import {
  decodeWorkflow,
  decodeWorkflowTemplate,
  formatPath,
  parseYaml,
  resolveTemplates,
  type TemplateKind,
  TemplateShelf,
  type WorkflowTemplate,
} from '@tiphys/spec';
import { replayTrace, type TraceStep } from './testing/trace-replay.ts';

const shared = process.env.TIPHYS_SHARED ?? resolve(import.meta.dirname, '../../../../shared');
const file = resolve(shared, 'conformance/traces.jsonl');
const missing = existsSync(file) ? false : `there is no ${file}`;

/** Rows of which the engine differs on purpose (../shared/SEMANTICS.md: corrected), and why. */
const CORRECTED = new Map<string, string>([]);

/** Rows that validation refuses, which the engine does not see. */
const REFUSED = new Map<string, string>([
  ['trace__operator__TestSuspendInputsResolution__suspend-template', 'suspend without a duration'],
]);

interface CorpusRow {
  id: string;
  file: string;
  requires?: { kind: string; name: string; providedBy?: string[] }[];
}

/** The WorkflowTemplates that a row of the corpus needs, as the recording had them. */
function shelfOf(corpusId: string | undefined): TemplateShelf {
  const shelf = new TemplateShelf();
  for (const { kind, name, providedBy = [] } of corpus().get(corpusId ?? '')?.requires ?? []) {
    const provider = corpus().get(providedBy[0] ?? '');
    if (provider === undefined) continue;
    const { documents } = parseYaml(readFileSync(resolve(shared, 'conformance', provider.file), 'utf8'));
    for (const { value } of documents) {
      const object = value as WorkflowTemplate;
      if (object.kind !== kind || object.metadata.name !== name) continue;
      const decoded = decodeWorkflowTemplate(value, kind as TemplateKind);
      if (decoded.ok) shelf.add(kind as TemplateKind, decoded.template);
    }
  }
  return shelf;
}

let rows: Map<string, CorpusRow> | undefined;

function corpus(): Map<string, CorpusRow> {
  rows ??= new Map(
    readFileSync(resolve(shared, 'conformance/index.jsonl'), 'utf8')
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as CorpusRow)
      .map((row) => [row.id, row]),
  );
  return rows;
}

interface Row {
  corpusId?: string;
  id: string;
  fresh: boolean;
  setPodsOnly: boolean;
  metadata: Record<string, unknown>;
  spec: Record<string, unknown>;
  steps: TraceStep[];
}

function replayableRows(): Row[] {
  return readFileSync(file, 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Row)
    .filter(({ fresh, setPodsOnly }) => fresh && setPodsOnly);
}

test('traces of the real controller within the honoured language come out the same', {
  skip: missing,
}, (t) => {
  const differing: string[] = [];
  const refused: string[] = [];
  let same = 0;
  for (const { id, corpusId, metadata, spec, steps } of replayableRows()) {
    const decoded = decodeWorkflow({ metadata, spec });
    if (!decoded.ok) {
      const [first] = decoded.problems;
      refused.push(`${id}: ${formatPath(first?.path ?? [])}: ${first?.message}`);
      continue;
    }
    const [firstLook] = steps;
    const reason =
      REFUSED.get(id) ??
      /^invalid spec:.*/.exec(firstLook?.op === 'operate' ? (firstLook.message ?? '') : '')?.[0];
    if (reason !== undefined) {
      refused.push(`${id}: ${reason}`);
      continue;
    }
    const { workflow, absent } = resolveTemplates(decoded.workflow, shelfOf(corpusId));
    if (absent.length > 0) {
      refused.push(`${id}: ${absent.map(({ name }) => name).join(', ')} is not in the corpus`);
      continue;
    }
    const differences = replayTrace(workflow, steps);
    if (CORRECTED.has(id)) {
      assert.notDeepEqual(differences, [], `${id} does not differ any more: ${CORRECTED.get(id)}`);
    } else if (differences.length > 0) differing.push(`${id}\n    ${differences.join('\n    ')}`);
    else same += 1;
  }
  t.diagnostic(
    `${same} the same, ${CORRECTED.size} corrected, ${refused.length} refused by the name of a field`,
  );
  for (const line of refused) t.diagnostic(`refused ${line}`);
  assert.deepEqual(differing, [], differing.join('\n'));
  assert.ok(same >= 15, `only ${same} rows are within the language`);
});
