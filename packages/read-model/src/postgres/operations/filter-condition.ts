import { type RawBuilder, type SqlBool, sql } from 'kysely';
import type { WorkflowKey } from '../../read-model-store.ts';
import type { FieldRequirement } from '../../selector/field-selector.ts';
import type { LabelRequirement } from '../../selector/label-selector.ts';
import type { TimeBounds, WorkflowFilter } from '../../selector/workflow-filter.ts';

type Condition = RawBuilder<SqlBool>;

/** The filter over the rows of workflows, live or archived: both have these columns. Every value is a parameter. */
export function filterCondition(filter: WorkflowFilter): Condition {
  const conditions = [
    sql<SqlBool>`TRUE`,
    ...(filter.namespace === '' ? [] : [sql<SqlBool>`namespace = ${filter.namespace}`]),
    ...filter.fields.map(fieldCondition),
    ...filter.labels.map(labelCondition),
    ...boundConditions(filter.bounds ?? {}),
  ];
  return sql<SqlBool>`(${sql.join(conditions, sql` AND `)})`;
}

/** The one workflow, or those that have had the name, live or archived. */
export function keyCondition(key: WorkflowKey): Condition {
  return 'uid' in key ? sql`uid = ${key.uid}` : sql`name = ${key.name} AND namespace = ${key.namespace}`;
}

const COLUMNS = {
  'metadata.name': sql.ref('name'),
  'metadata.namespace': sql.ref('namespace'),
  'status.phase': sql.ref('phase'),
} as const;

function fieldCondition({ field, operator, value }: FieldRequirement): Condition {
  const column = COLUMNS[field];
  switch (operator) {
    case 'equals':
      return sql`${column} = ${value}`;
    case 'differs':
      return sql`${column} <> ${value}`;
    case 'contains':
      return sql`position(${value} IN ${column}) > 0`;
    case 'startsWith':
      return sql`starts_with(${column}, ${value})`;
  }
}

/** Containment and existence are what the index over the labels answers. */
function labelCondition(requirement: LabelRequirement): Condition {
  const { key } = requirement;
  switch (requirement.operator) {
    case 'in':
      return hasOneOf(key, requirement.values);
    case 'notIn':
      return sql`NOT ${hasOneOf(key, requirement.values)}`;
    case 'exists':
      return sql`labels ? ${key}`;
    case 'doesNotExist':
      return sql`NOT (labels ? ${key})`;
  }
}

/** One containment a value: the index does not answer `@> ANY`. */
function hasOneOf(key: string, values: readonly string[]): Condition {
  const containments = values.map((value) => sql`labels @> ${JSON.stringify({ [key]: value })}::jsonb`);
  return sql`(${sql.join([sql`FALSE`, ...containments], sql` OR `)})`;
}

function boundConditions(bounds: TimeBounds): Condition[] {
  const { createdAfter, startedAfter, startedBefore, finishedBefore } = bounds;
  const started = sql`(${sql.ref('row')}->>'startedAt')::bigint`;
  const finished = sql`(${sql.ref('row')}->>'finishedAt')::bigint`;
  return [
    ...(createdAfter === undefined
      ? []
      : [
          sql<SqlBool>`(${sql.ref('row')}->>'creationTimestamp')::timestamptz > to_timestamp(${createdAfter}::float8 / 1000)`,
        ]),
    ...(startedAfter === undefined ? [] : [sql<SqlBool>`${started} > ${startedAfter}::bigint`]),
    ...(startedBefore === undefined
      ? []
      : [sql<SqlBool>`${started} <> 0 AND ${started} < ${startedBefore}::bigint`]),
    ...(finishedBefore === undefined
      ? []
      : [sql<SqlBool>`${finished} <> 0 AND ${finished} < ${finishedBefore}::bigint`]),
  ];
}
