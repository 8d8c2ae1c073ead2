import type { WorkflowPhase } from '@tiphys/spec';
import { type FieldRequirement, parseFieldSelector } from './field-selector.ts';
import { type LabelRequirement, parseLabelSelector, type SelectorResult } from './label-selector.ts';

/** Which workflows a list or a watch is about; all of it must hold. */
export interface WorkflowFilter {
  /** Empty: all namespaces. */
  namespace: string;
  labels: readonly LabelRequirement[];
  fields: readonly FieldRequirement[];
}

/** What a filter looks at. */
export interface FilterSubject {
  namespace: string;
  name: string;
  phase: WorkflowPhase;
  labels: Readonly<Record<string, string>>;
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
    filter.labels.every((requirement) => matchesLabel(requirement, subject.labels))
  );
}

function matchesField({ field, operator, value }: FieldRequirement, subject: FilterSubject): boolean {
  return (fieldOf(field, subject) === value) === (operator === 'equals');
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
