import { isTimeText } from '@tiphys/spec';
import { type FieldRequirement, parseFieldSelector } from './field-selector.ts';
import { parseLabelSelector, type SelectorResult } from './label-selector.ts';
import type { TimeBounds, WorkflowFilter } from './workflow-filter.ts';

/** What Argo's lists are asked besides selectors; an empty text asks nothing. */
export interface ListFilters {
  namespace: string;
  labelSelector: string;
  fieldSelector: string;
  /** How a name is meant that the field selector asks for: Exact, Contains, Prefix, NotEquals. */
  nameFilter?: string | undefined;
  namePrefix?: string | undefined;
  /** RFC 3339. */
  createdAfter?: string | undefined;
  finishedBefore?: string | undefined;
}

const NAME_OPERATORS: ReadonlyMap<string, FieldRequirement['operator']> = new Map([
  ['', 'equals'],
  ['Exact', 'equals'],
  ['Contains', 'contains'],
  ['Prefix', 'startsWith'],
  ['NotEquals', 'differs'],
] as const);

const STARTED = /^spec\.startedAt([<>])(.*)$/;
/** What is no field. */
const EXTENSIONS = /^spec\.startedAt[<>]|^ext\.showRemainingItemCount=(true|false)$/;

/**
 * The filter of a list (Argo's server/utils/list_options.go): Kubernetes' field selector, and beside it
 * `spec.startedAt>TIME`, `spec.startedAt<TIME`, and `ext.showRemainingItemCount=BOOL`, which is always done here.
 */
export function parseListFilter(asked: ListFilters): SelectorResult<WorkflowFilter> {
  const terms = asked.fieldSelector.split(',');
  const bounds = boundsIn(asked, terms);
  if (!bounds.ok) return bounds;
  const operator = NAME_OPERATORS.get(asked.nameFilter ?? '');
  if (operator === undefined) return { ok: false, message: `unknown name filter: ${asked.nameFilter}` };
  const labels = parseLabelSelector(asked.labelSelector);
  if (!labels.ok) return labels;
  const fields = parseFieldSelector(terms.filter((term) => !EXTENSIONS.test(term)).join(','));
  if (!fields.ok) return fields;
  const named = fields.value.map(
    (requirement): FieldRequirement =>
      requirement.field === 'metadata.name' && requirement.operator === 'equals'
        ? { ...requirement, operator }
        : requirement,
  );
  const prefix = asked.namePrefix ?? '';
  if (prefix !== '') named.push({ field: 'metadata.name', operator: 'startsWith', value: prefix });
  return {
    ok: true,
    value: { namespace: asked.namespace, labels: labels.value, fields: named, bounds: bounds.value },
  };
}

function boundsIn(asked: ListFilters, terms: readonly string[]): SelectorResult<TimeBounds> {
  const bounds: TimeBounds = {};
  const texts: [name: string, bound: keyof TimeBounds, text: string][] = [
    ['createdAfter', 'createdAfter', asked.createdAfter ?? ''],
    ['finishedBefore', 'finishedBefore', asked.finishedBefore ?? ''],
  ];
  for (const term of terms) {
    const [, direction, text = ''] = STARTED.exec(term) ?? [];
    if (direction === undefined) continue;
    texts.push(['spec.startedAt', direction === '>' ? 'startedAfter' : 'startedBefore', text || '?']);
  }
  for (const [name, bound, text] of texts) {
    if (text === '') continue;
    const at = timeIn(text);
    if (at === undefined) return notATime(name, text);
    bounds[bound] = at;
  }
  return { ok: true, value: bounds };
}

function notATime(name: string, text: string): { ok: false; message: string } {
  return { ok: false, message: `${name}: '${text}' is no time as RFC 3339 writes it` };
}

function timeIn(text: string): number | undefined {
  if (!isTimeText(text)) return undefined;
  const at = Date.parse(text);
  return Number.isNaN(at) ? undefined : at;
}
