import { ARGO_JSON_TABLE, type FieldRow, type MessageRow } from '../gen/argo-json-table.ts';

/** tiphys.json.v1.Form: how a message is written in JSON. */
export type Form =
  | 'fields'
  | 'time'
  | 'microTime'
  | 'intOrString'
  | 'quantity'
  | 'rawBytes'
  | 'plugin'
  | 'list'
  | 'amount';

export type ScalarKind = 'string' | 'bool' | 'bytes' | 'int32' | 'int64' | 'uint32' | 'uint64' | 'double';

/** One field of a message, as the JSON mapping sees it. */
export interface FieldShape {
  /** Property of ts-proto's object. */
  property: string;
  json: string;
  kind: ScalarKind | 'message';
  holds: 'one' | 'list' | 'map';
  /** Full name of the message; empty where the kind is a scalar. */
  type: string;
  /** The message's members stand in the parent object. */
  inline: boolean;
  /** Written though empty. */
  always: boolean;
  /** Numbers and booleans are accepted as texts. */
  anyString: boolean;
  /** Empty and absent differ. */
  nullable: boolean;
}

/** Where a member of a JSON object goes: through inlined messages to a field. */
export interface Member {
  through: readonly FieldShape[];
  field: FieldShape;
}

export interface MessageShape {
  name: string;
  form: Form;
  fields: readonly FieldShape[];
  /** JSON may say apiVersion and kind, which the message does not have. */
  typeMeta: boolean;
  members: ReadonlyMap<string, Member>;
  /** By name in small letters, for Go's case-insensitive decoding. */
  membersByFold: ReadonlyMap<string, Member>;
}

/** A message as ts-proto has it. */
export type MessageObject = Record<string, unknown>;

const FORMS: readonly Form[] = [
  'fields',
  'time',
  'microTime',
  'intOrString',
  'quantity',
  'rawBytes',
  'plugin',
  'list',
  'amount',
];

const rows = new Map<string, MessageRow>(ARGO_JSON_TABLE.map((row) => [row[0], row]));
/** Shapes are made when first asked for: most of the table is Kubernetes' volumes, which few workflows have. */
const shapes = new Map<string, MessageShape>();

/** Whether the table has a message of this full name. */
export function isArgoType(typeName: string): boolean {
  return rows.has(typeName);
}

/** @param typeName full name, for example `workflow.WorkflowCreateRequest`. Throws where there is no such message. */
export function messageShape(typeName: string): MessageShape {
  const known = shapes.get(typeName);
  if (known !== undefined) return known;
  const row = rows.get(typeName);
  if (row === undefined) throw new Error(`no message ${typeName}`);
  const shape = shapeOf(row);
  shapes.set(typeName, shape);
  return shape;
}

function shapeOf([name, form, fieldRows, typeMeta]: MessageRow): MessageShape {
  const fields = fieldRows.map(fieldShape);
  const members = new Map<string, Member>();
  for (const field of fields) if (!field.inline) members.set(field.json, { through: [], field });
  // As in Go, a member of the outer struct hides one of the same name that is inlined.
  for (const inlined of fields.filter((field) => field.inline)) {
    for (const [json, { through, field }] of messageShape(inlined.type).members) {
      if (!members.has(json)) members.set(json, { through: [inlined, ...through], field });
    }
  }
  const membersByFold = new Map([...members].map(([json, member]) => [json.toLowerCase(), member]));
  return { name, form: FORMS[form] ?? 'fields', fields, typeMeta, members, membersByFold };
}

function fieldShape([property, json, kind, , type, flags]: FieldRow): FieldShape {
  const holds = kind.endsWith('[]') ? 'list' : kind.startsWith('map:') ? 'map' : 'one';
  return {
    property,
    json,
    kind: kind.replace(/^map:|\[\]$/, '') as ScalarKind | 'message',
    holds,
    type,
    inline: (flags & 1) !== 0,
    always: (flags & 2) !== 0,
    anyString: (flags & 4) !== 0,
    nullable: (flags & 8) !== 0,
  };
}

/** A message without anything: ts-proto's lists and maps are always there. */
export function emptyMessage(shape: MessageShape): MessageObject {
  const message: MessageObject = {};
  for (const field of shape.fields) {
    if (field.holds === 'list') message[field.property] = [];
    else if (field.holds === 'map') message[field.property] = new Map();
  }
  return message;
}

/** The one field of a message that is written as that field's value. */
export function onlyField(shape: MessageShape): FieldShape {
  const [field] = shape.fields;
  if (field === undefined) throw new Error(`${shape.name} has no field`);
  return field;
}
