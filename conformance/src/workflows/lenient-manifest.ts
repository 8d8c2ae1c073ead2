import {
  decodeCronWorkflow,
  decodeWorkflow,
  decodeWorkflowTemplate,
  type PathSegment,
  type Problem,
} from '@tiphys/spec';
import { fieldsOf } from './fields.ts';

/** A manifest has few such fields, and each round finds all that it can see. */
const ROUNDS = 5;

/**
 * A manifest as Go's encoding/json reads it: names of fields in whatever case, and fields that nobody knows left out.
 * Argo's own tests are read so; `argo` itself and Tiphys refuse such fields.
 */
export function readLeniently(manifest: unknown): unknown {
  const value = structuredClone(manifest);
  for (let round = 0; round < ROUNDS; round++) {
    const unknown = problemsOf(value).filter(({ message }) => message.startsWith('unknown field'));
    if (unknown.length === 0) break;
    for (const { path } of unknown) mend(value, path);
  }
  return value;
}

function problemsOf(value: unknown): Problem[] {
  const kind = fieldsOf(value)?.kind;
  const decoded =
    kind === 'WorkflowTemplate' || kind === 'ClusterWorkflowTemplate'
      ? decodeWorkflowTemplate(value, kind)
      : kind === 'CronWorkflow'
        ? decodeCronWorkflow(value)
        : decodeWorkflow(value);
  return decoded.ok ? [] : decoded.problems;
}

function mend(value: unknown, path: readonly PathSegment[]): void {
  const name = path.at(-1);
  const holder = path
    .slice(0, -1)
    .reduce<unknown>(
      (inner, segment) => (inner as Record<PathSegment, unknown> | undefined)?.[segment],
      value,
    );
  if (typeof name !== 'string' || typeof holder !== 'object' || holder === null) return;
  const fields = holder as Record<string, unknown>;
  const field = fields[name];
  delete fields[name];
  const known = name.charAt(0).toLowerCase() + name.slice(1);
  if (known !== name && !(known in fields)) fields[known] = field;
}
