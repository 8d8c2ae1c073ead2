import { isMap } from './decode-value.ts';
import type { Field, FieldType, ObjectType } from './fields/field.ts';
import { workflow as workflowType } from './fields/workflow-fields.ts';
import type { Workflow } from './types/workflow.ts';

/**
 * A workflow as the JSON that Argo writes: fields in the order of its Go structs, maps sorted by key, empty fields
 * left out but for those that Argo always writes (`inputs: {}`, `startedAt: null`, ...).
 */
export function encodeWorkflow(workflow: Workflow): Record<string, unknown> {
  return encodeObject(workflow, workflowType);
}

/** The same for an object of any type that has a table of its fields. */
export function encodeObject(value: object, type: ObjectType): Record<string, unknown> {
  const result: Record<string, unknown> = {};
  const source = value as Readonly<Record<string, unknown>>;
  for (const field of type.fields.values()) {
    const written = writtenType(field);
    if (written === undefined) continue;
    const item = source[field.name];
    const always = field.support === 'refused' ? undefined : field.always;
    if (!isEmpty(item, written)) result[field.name] = encodeValue(item, written);
    else if (always !== undefined) result[field.name] = emptyOf(always, written);
  }
  return result;
}

function writtenType(field: Field): FieldType | undefined {
  return field.support === 'refused' ? field.written : field.type;
}

/** An empty object of a type that has fields which are always written has them too. */
function emptyOf(always: unknown, type: FieldType): unknown {
  if (type.kind === 'object' && isMap(always)) return encodeObject({}, type.type);
  return always;
}

/** What Go's omitempty leaves out. An object that is there is written, even an empty one. */
export function isEmpty(value: unknown, type: FieldType): boolean {
  if (value === undefined || value === null) return true;
  switch (type.kind) {
    case 'text':
      return value === '';
    case 'list':
      return Array.isArray(value) && value.length === 0;
    case 'map':
      return isMap(value) && Object.keys(value).length === 0;
    case 'raw':
      return value === false;
    case 'boolean':
      return !type.unset && value === false;
    default:
      return false;
  }
}

function encodeValue(value: unknown, type: FieldType): unknown {
  switch (type.kind) {
    case 'list':
      return Array.isArray(value) ? value.map((item) => encodeValue(item, type.item)) : value;
    case 'map':
      return isMap(value) ? encodeMap(value, type.value) : value;
    case 'object':
      return isMap(value) ? encodeObject(value, type.type) : value;
    default:
      return value;
  }
}

/** Without a prototype: `__proto__` is a legal label and node name. */
function encodeMap(map: Readonly<Record<string, unknown>>, type: FieldType): Record<string, unknown> {
  const result: Record<string, unknown> = Object.create(null);
  for (const key of Object.keys(map).sort()) result[key] = encodeValue(map[key], type);
  return result;
}
