import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { test } from 'node:test';
import {
  canBecome,
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
  [
    'trace__operator__TestConfigMapCacheLoadNoLabels__memoized-workflow-test',
    'a cache is no ConfigMap, and has no labels that could be missing',
  ],
  [
    'trace__operator__TestReferenceModeBlocksDisallowedFields-func5__workflow-template-hello-world-',
    'templates beside a workflowTemplateRef',
  ],
]);

/** Families of rows whose outcome depends on what their trace does not tell. */
const UNTOLD: readonly [RegExp, string][] = [
  [/TestReferenceModeBlocksDisallowedFields/, "the controller's option templateReferencing"],
  [
    /TestWorkflowTemplateRefWithShutdownAndSuspend-func[34]__/,
    "the test's own change of spec.shutdown between two steps",
  ],
];

interface CorpusRow {
  id: string;
  file: string;
  kinds?: string[];
  requires?: { kind: string; name: string; providedBy?: string[] }[];
}

/** The WorkflowTemplates that a row of the corpus needs, as the recording had them. */
function shelfOf(corpusId: string | undefined): TemplateShelf {
  const shelf = new TemplateShelf();
  for (const { kind, name, providedBy = [] } of corpus().get(corpusId ?? '')?.requires ?? []) {
    for (const provider of name.includes('{{') ? corpus().keys() : providedBy.slice(0, 1)) {
      for (const [found, template] of templatesIn(provider)) {
        const decoded = decodeWorkflowTemplate(template, found);
        if (found === kind && canBecome(name, template.metadata.name ?? '') && decoded.ok) {
          shelf.add(found, decoded.template);
        }
      }
    }
  }
  return shelf;
}

function templatesIn(id: string): [TemplateKind, WorkflowTemplate][] {
  const row = corpus().get(id);
  if (!row?.kinds?.some((kind) => kind.endsWith('WorkflowTemplate'))) return [];
  const { documents } = parseYaml(readFileSync(resolve(shared, 'conformance', row.file), 'utf8'));
  return documents
    .map(({ value }) => value as WorkflowTemplate)
    .map((object) => [object.kind as TemplateKind, object]);
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
      UNTOLD.find(([pattern]) => pattern.test(id))?.[1] ??
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
