import { readFileSync } from 'node:fs';
import { replayTrace, type TraceStep } from '@tiphys/engine/testing';
import {
  decodeWorkflow,
  decodeWorkflowTemplate,
  formatPath,
  resolveTemplates,
  type TemplateKind,
  TemplateShelf,
} from '@tiphys/spec';
import { validateWorkflow } from '@tiphys/validation';
import { explanationOf } from './explanations.ts';

/** Compares what the oracle recorded with the engine: `node compare.ts FILE`. */
interface Row {
  id: string;
  broken?: string;
  metadata: Record<string, unknown>;
  spec: Record<string, unknown>;
  libs: Record<string, unknown>[] | null;
  steps: TraceStep[];
}

const differing: string[] = [];
const explained = new Map<string, string[]>();
let same = 0;
for (const line of readFileSync(process.argv[2] ?? '', 'utf8')
  .trimEnd()
  .split('\n')) {
  const row = JSON.parse(line) as Row;
  const differences = row.broken === undefined ? differencesOf(row) : [`broken: ${row.broken}`];
  const explanation = differences.length === 0 ? undefined : explanationOf(differences, row);
  if (differences.length === 0) same += 1;
  else if (explanation === undefined)
    differing.push(`${row.id}\n    ${differences.slice(0, 6).join('\n    ')}`);
  else explained.set(explanation, [...(explained.get(explanation) ?? []), row.id]);
}
for (const text of differing) console.log(text);
for (const [why, ids] of explained) console.log(`${ids.length} explained: ${why}: ${ids.join(' ')}`);
console.log(
  `${same} the same, ${[...explained.values()].flat().length} explained, ${differing.length} differ`,
);

function differencesOf({ metadata, spec, libs, steps }: Row): string[] {
  const [first] = steps;
  const isInvalid =
    first?.op === 'operate' && first.phase !== 'Running' && Object.keys(first.nodes ?? {}).length === 0;
  const decoded = decodeWorkflow({ metadata, spec });
  const shelf = new TemplateShelf();
  for (const lib of libs ?? []) {
    const template = decodeWorkflowTemplate(lib, lib.kind as TemplateKind);
    if (template.ok) shelf.add(lib.kind as TemplateKind, template.template);
  }
  const refusals = decoded.ok ? [] : decoded.problems;
  if (!decoded.ok)
    return isInvalid ? [] : refusals.map(({ path, message }) => `${formatPath(path)}: ${message}`);
  const { workflow, absent } = resolveTemplates(decoded.workflow, shelf);
  const { errors } = validateWorkflow(workflow, { submit: true, library: shelf });
  if (isInvalid) return absent.length + errors.length > 0 ? [] : [`valid, in Argo ${first.message ?? ''}`];
  if (errors.length > 0) return errors.map(({ path, message }) => `${formatPath(path)}: ${message}`);
  try {
    return replayTrace(workflow, steps);
  } catch (error) {
    return [`cannot be replayed: ${(error as Error).message}`];
  }
}
