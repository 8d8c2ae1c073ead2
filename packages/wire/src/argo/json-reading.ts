import { readForm } from './form-reading.ts';
import {
  emptyMessage,
  type FieldShape,
  type Member,
  type MessageObject,
  type MessageShape,
  messageShape,
  onlyField,
} from './message-shape.ts';
import { isObject, kindOf, type Reading } from './reading.ts';
import { readScalar } from './scalar-reading.ts';

/** ts-proto refuses to decode what is nested deeper. */
const MAX_DEPTH = 100;
const TYPE_META = new Set(['apiVersion', 'kind']);

/** Makes messages of JSON values. */
export class JsonReading {
  readonly #reading: Reading;
  #depth = 0;

  constructor(reading: Reading) {
    this.#reading = reading;
  }

  /**
   * A whole message. A null is the empty message, as in Go, but for the types that read it themselves.
   *
   * @param strict whether unknown keys of this object, not of those within, are problems.
   * @returns undefined after a problem.
   */
  message(shape: MessageShape, json: unknown, strict = this.#reading.strict): MessageObject | undefined {
    if (this.#depth === MAX_DEPTH) return this.#reading.problem(`is nested more than ${MAX_DEPTH} deep`);
    this.#depth += 1;
    const message = this.#byForm(shape, json, strict);
    this.#depth -= 1;
    return message;
  }

  #byForm(shape: MessageShape, json: unknown, strict: boolean): MessageObject | undefined {
    if (shape.form === 'fields') return this.#fields(shape, json, strict);
    return shape.form === 'list' ? this.#listForm(shape, json) : readForm(this.#reading, shape, json);
  }

  /** Argo's ParallelSteps refuse unknown keys of a step however lenient the decoder is (its UnmarshalJSON). */
  #listForm(shape: MessageShape, json: unknown): MessageObject | undefined {
    const field = onlyField(shape);
    const items = this.#list(field, json, true);
    return items === undefined ? undefined : { ...emptyMessage(shape), [field.property]: items };
  }

  #fields(shape: MessageShape, json: unknown, strict: boolean): MessageObject | undefined {
    const message = emptyMessage(shape);
    if (json === null) return message;
    if (!isObject(json)) return this.#reading.problem(`must be an object, not ${kindOf(json)}`);
    for (const key of Object.keys(json)) {
      // Our own values may have members that are not there.
      if (json[key] === undefined) continue;
      const member = this.#member(shape, key, strict);
      if (member !== undefined) this.#reading.at(key, () => this.#assign(message, member, json[key]));
      else if (strict && !(shape.typeMeta && TYPE_META.has(key)))
        this.#reading.at(key, () => this.#reading.problem('unknown field'));
    }
    return message;
  }

  #member(shape: MessageShape, key: string, strict: boolean): Member | undefined {
    return shape.members.get(key) ?? (strict ? undefined : shape.membersByFold.get(key.toLowerCase()));
  }

  #assign(message: MessageObject, { through, field }: Member, json: unknown): void {
    const value = this.#field(field, json);
    if (value === undefined) return;
    let owner = message;
    for (const inlined of through) {
      const next = (owner[inlined.property] ?? emptyMessage(messageShape(inlined.type))) as MessageObject;
      owner[inlined.property] = next;
      owner = next;
    }
    owner[field.property] = value;
  }

  #field(field: FieldShape, json: unknown): unknown {
    if (field.holds === 'list') return this.#list(field, json);
    if (field.holds === 'map') return this.#map(field, json);
    // An Item reads null as a value; everything else takes it for nothing.
    if (json === null && !readsNull(field)) return undefined;
    return this.#value(field, json);
  }

  #list(field: FieldShape, json: unknown, strict = this.#reading.strict): unknown[] | undefined {
    if (json === null) return [];
    if (!Array.isArray(json)) return this.#reading.problem(`must be a list, not ${kindOf(json)}`);
    const items: unknown[] = [];
    for (const [index, item] of json.entries()) {
      const value = this.#reading.at(index, () => this.#value(field, item, strict));
      if (value !== undefined) items.push(value);
    }
    return items;
  }

  #map(field: FieldShape, json: unknown): Map<string, unknown> | undefined {
    if (json === null) return new Map();
    if (!isObject(json)) return this.#reading.problem(`must be an object, not ${kindOf(json)}`);
    const entries = new Map<string, unknown>();
    for (const key of Object.keys(json)) {
      const value = this.#reading.at(key, () => this.#value(field, json[key]));
      if (value !== undefined) entries.set(key, value);
    }
    return entries;
  }

  #value(field: FieldShape, json: unknown, strict = this.#reading.strict): unknown {
    if (field.kind === 'message') return this.message(messageShape(field.type), json, strict);
    return readScalar(this.#reading, field, json);
  }
}

function readsNull(field: FieldShape): boolean {
  return field.kind === 'message' && messageShape(field.type).form === 'rawBytes';
}
