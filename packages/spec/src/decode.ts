import { decodeValue, isMap, whatIs } from './decode-value.ts';
import { Decoding } from './decoding.ts';
import { API_VERSION } from './fields/argo-names.ts';
import { type ObjectType, object } from './fields/field.ts';
import { workflow } from './fields/workflow-fields.ts';
import type { Problem } from './problem.ts';
import { quoted } from './problem.ts';
import type { Workflow } from './types/workflow.ts';

export type DecodeResult = { ok: true; workflow: Workflow } | { ok: false; problems: Problem[] };

const KIND = 'Workflow';
const SUPPORTED_KINDS = new Set([KIND, 'WorkflowTemplate', 'ClusterWorkflowTemplate', 'CronWorkflow']);
const OTHER_KINDS = new Set([
  'WorkflowEventBinding',
  'WorkflowTaskSet',
  'WorkflowTaskResult',
  'WorkflowArtifactGCTask',
  'EventBus',
  'EventSource',
  'Sensor',
]);

/**
 * A manifest as plain data (from parseYaml or JSON) -> a typed workflow. Every field is honoured or refused by
 * name; what only the server sets (status, uid, managedFields, ...) is dropped, as Argo's server drops it. Numbers
 * and booleans become texts where Argo has an AnyString, and nowhere else.
 *
 * @returns all problems, in the order of the manifest.
 */
export function decodeWorkflow(value: unknown): DecodeResult {
  const decoded = decodeKind<Workflow>(value, KIND, workflow);
  return decoded.ok ? { ok: true, workflow: decoded.value } : decoded;
}

/** The same for an object of any kind that has a table of its fields. */
export function decodeKind<T>(
  value: unknown,
  kind: string,
  type: ObjectType,
): { ok: true; value: T } | { ok: false; problems: Problem[] } {
  const decoding = new Decoding();
  if (!isMap(value)) {
    decoding.error([], `expected a ${type.noun} (a map), got ${whatIs(value)}`);
    return { ok: false, problems: decoding.problems };
  }
  checkKind(decoding, value, kind);
  if (decoding.problems.length > 0) return { ok: false, problems: decoding.problems };
  const decoded = decodeValue(decoding, value, object(type), []);
  if (decoding.problems.length > 0) return { ok: false, problems: decoding.problems };
  // The tables of fields/ say field by field what the types of types/ say; workflow-fields.test.ts holds them to it.
  return { ok: true, value: decoded as T };
}

/** Of another kind nothing else is read: each of its fields would be unknown. */
function checkKind(decoding: Decoding, value: Readonly<Record<string, unknown>>, expected: string): void {
  const { kind = '', apiVersion = '' } = value;
  if (kind !== null && kind !== '' && kind !== expected) {
    decoding.error(['kind'], kindRefusal(kind, expected));
  } else if (apiVersion !== null && apiVersion !== '' && apiVersion !== API_VERSION) {
    const got = typeof apiVersion === 'string' ? quoted(apiVersion) : whatIs(apiVersion);
    decoding.error(['apiVersion'], `expected ${quoted(API_VERSION)}, got ${got}`);
  }
}

function kindRefusal(kind: unknown, expected: string): string {
  if (typeof kind !== 'string') return `expected a text, got ${whatIs(kind)}`;
  if (SUPPORTED_KINDS.has(kind)) return `expected ${quoted(expected)}, got ${quoted(kind)}`;
  const kinds = [...SUPPORTED_KINDS].join(', ');
  return OTHER_KINDS.has(kind)
    ? `${kind} is not supported yet, only ${kinds}`
    : `unknown kind ${quoted(kind)}: there are ${kinds}`;
}
