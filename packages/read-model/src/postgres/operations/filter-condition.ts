import { type Expression, type ExpressionBuilder, type SqlBool, sql } from 'kysely';
import type { FieldRequirement } from '../../selector/field-selector.ts';
import type { LabelRequirement } from '../../selector/label-selector.ts';
import type { WorkflowFilter } from '../../selector/workflow-filter.ts';
import type { ReadModelDatabase } from '../schema.ts';

type Builder = ExpressionBuilder<ReadModelDatabase, 'workflow'>;

/** The filter over the workflows that are there; every value is a parameter. */
export function filterCondition(builder: Builder, filter: WorkflowFilter): Expression<SqlBool> {
  return builder.and([
    builder('deleted_at', '=', 0),
    ...(filter.namespace === '' ? [] : [builder('namespace', '=', filter.namespace)]),
    ...filter.fields.map((requirement) => fieldCondition(builder, requirement)),
    ...filter.labels.map((requirement) => labelCondition(builder, requirement)),
  ]);
}

const COLUMNS = {
  'metadata.name': 'name',
  'metadata.namespace': 'namespace',
  'status.phase': 'phase',
} as const;

function fieldCondition(builder: Builder, { field, operator, value }: FieldRequirement): Expression<SqlBool> {
  return builder(COLUMNS[field], operator === 'equals' ? '=' : '<>', value);
}

/** Containment and existence are what the index over the labels answers. */
function labelCondition(builder: Builder, requirement: LabelRequirement): Expression<SqlBool> {
  const { key } = requirement;
  switch (requirement.operator) {
    case 'in':
      return hasOneOf(builder, key, requirement.values);
    case 'notIn':
      return builder.not(hasOneOf(builder, key, requirement.values));
    case 'exists':
      return sql<SqlBool>`labels ? ${key}`;
    case 'doesNotExist':
      return sql<SqlBool>`NOT (labels ? ${key})`;
  }
}

/** One containment a value: the index does not answer `@> ANY`. */
function hasOneOf(builder: Builder, key: string, values: readonly string[]): Expression<SqlBool> {
  return builder.or(
    values.map((value) => sql<SqlBool>`labels @> ${JSON.stringify({ [key]: value })}::jsonb`),
  );
}
