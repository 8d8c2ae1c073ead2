import type { WorkflowPhase } from '@tiphys/spec';
import { type FieldRequirement, parseFieldSelector } from './field-selector.ts';
import { type LabelRequirement, parseLabelSelector, type SelectorResult } from './label-selector.ts';

/** Which workflows a list or a watch is about; all of it must hold. */
export interface WorkflowFilter {
  /** Empty: all namespaces. */
  namespace: string;
  labels: readonly LabelRequirement[];
  fields: readonly FieldRequirement[];
  bounds?: TimeBounds;
}

/** Milliseconds since 1970, exclusive. A workflow that has not come to such a time is not within its bound. */
export interface TimeBounds {
  createdAfter?: number;
  startedAfter?: number;
  startedBefore?: number;
  finishedBefore?: number;
}

/** What a filter looks at. */
export interface FilterSubject {
  namespace: string;
  name: string;
  phase: WorkflowPhase;
  labels: Readonly<Record<string, string>>;
  /** Only looked at where there are bounds. */
  creationTimestamp?: string | undefined;
  startedAt?: number;
  finishedAt?: number;
}

export function parseFilter(
  namespace: string,
  labelSelector: string,
  fieldSelector: string,
): SelectorResult<WorkflowFilter> {
  const labels = parseLabelSelector(labelSelector);
  if (!labels.ok) return labels;
  const fields = parseFieldSelector(fieldSelector);
  if (!fields.ok) return fields;
  return { ok: true, value: { namespace, labels: labels.value, fields: fields.value } };
}

export function matchesFilter(filter: WorkflowFilter, subject: FilterSubject): boolean {
  return (
    (filter.namespace === '' || filter.namespace === subject.namespace) &&
    filter.fields.every((requirement) => matchesField(requirement, subject)) &&
    filter.labels.every((requirement) => matchesLabel(requirement, subject.labels)) &&
    isWithin(filter.bounds ?? {}, subject)
  );
}

function isWithin(bounds: TimeBounds, subject: FilterSubject): boolean {
  const { createdAfter, startedAfter, startedBefore, finishedBefore } = bounds;
  const { creationTimestamp = '', startedAt = 0, finishedAt = 0 } = subject;
  return (
    (createdAfter === undefined || Date.parse(creationTimestamp) > createdAfter) &&
    (startedAfter === undefined || startedAt > startedAfter) &&
    (startedBefore === undefined || (startedAt !== 0 && startedAt < startedBefore)) &&
    (finishedBefore === undefined || (finishedAt !== 0 && finishedAt < finishedBefore))
  );
}

function matchesField({ field, operator, value }: FieldRequirement, subject: FilterSubject): boolean {
  const found = fieldOf(field, subject);
  switch (operator) {
    case 'equals':
      return found === value;
    case 'differs':
      return found !== value;
    case 'contains':
      return found.includes(value);
    case 'startsWith':
      return found.startsWith(value);
  }
}

function fieldOf(field: FieldRequirement['field'], subject: FilterSubject): string {
  switch (field) {
    case 'metadata.name':
      return subject.name;
    case 'metadata.namespace':
      return subject.namespace;
    case 'status.phase':
      return subject.phase;
  }
}

function matchesLabel(requirement: LabelRequirement, labels: Readonly<Record<string, string>>): boolean {
  const value = Object.hasOwn(labels, requirement.key) ? labels[requirement.key] : undefined;
  switch (requirement.operator) {
    case 'in':
      return value !== undefined && requirement.values.includes(value);
    case 'notIn':
      return value === undefined || !requirement.values.includes(value);
    case 'exists':
      return value !== undefined;
    case 'doesNotExist':
      return value === undefined;
  }
}
