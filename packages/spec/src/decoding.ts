import { numberText } from './any-string.ts';
import type { Field, FieldType, ObjectType } from './fields/field.ts';
import { goField, goFieldType, goStruct, goType, STEP_TYPES } from './fields/go-names.ts';
import { formatPath, type PathSegment, type Problem } from './problem.ts';

/** Where Go's decoder is. */
interface GoPlace {
  /** The struct whose field is read; empty at the beginning. */
  struct: string;
  field: string;
  /** The fields that lead there, as Go's decoder tells of them. */
  path: string;
  /** Of the steps of a template Go tells as of the template's own, since it reads them by themselves (ParallelSteps). */
  inSteps: boolean;
}

/** Collects what is wrong while values are read, in Argo's words where its decoder says it too. */
export class Decoding {
  readonly problems: Problem[] = [];
  #place: GoPlace = { struct: '', field: '', path: '', inSteps: false };

  error(path: readonly PathSegment[], message: string, via?: string): undefined {
    this.problems.push({
      path: [...path],
      message,
      severity: 'error',
      ...(via === undefined ? {} : { via }),
    });
    return undefined;
  }

  /** Reads the value of a field. */
  within<T>(type: ObjectType, { name }: Field, read: () => T): T {
    const outer = this.#place;
    const struct = goStruct(type);
    const field = goField(struct, name);
    this.#place = {
      struct,
      field: name,
      path: outer.path === '' ? field : `${outer.path}.${field}`,
      inSteps: outer.inSteps || (struct === 'Template' && name === 'steps'),
    };
    try {
      return read();
    } finally {
      this.#place = outer;
    }
  }

  /** A value that is none of its type; the message says what was expected. */
  mismatch(path: readonly PathSegment[], type: FieldType, value: unknown, message: string): undefined {
    const { struct, path: fields, inSteps } = this.#place;
    // Argo reads a list or map as an empty text where a number may stand for one (AnyString).
    if (struct === '' || type.kind === 'anyText') return this.error(path, message);
    const place = `Go struct field ${inSteps ? 'Template' : struct}.${fields}`;
    const sentence = `json: cannot unmarshal ${goValue(value, type)} into ${place} of type ${this.#goType(path, type)}:`;
    return this.error(path, message, sentence);
  }

  #goType(path: readonly PathSegment[], type: FieldType): string {
    const { struct, field } = this.#place;
    if (path.at(-1) === field) return goFieldType(struct, field, type);
    if (struct === 'Template' && field === 'steps') {
      return type.kind === 'object' ? STEP_TYPES.object : STEP_TYPES.list;
    }
    return goType(type);
  }

  /** @param advice follows the field's name. */
  unknown(path: readonly PathSegment[], type: ObjectType, advice: string): undefined {
    const isStep = goStruct(type) === 'WorkflowStep';
    const name = isStep ? String(path.at(-1)) : formatPath(path);
    const via = isStep ? 'json:' : 'strict decoding error:';
    return this.error(path, `unknown field ${JSON.stringify(name)}${advice}`, via);
  }
}

function goValue(value: unknown, type: FieldType): string {
  if (Array.isArray(value)) return 'array';
  switch (typeof value) {
    case 'string':
      return 'string';
    case 'boolean':
      return 'bool';
    case 'number':
      return type.kind === 'integer' || type.kind === 'integerOrText'
        ? `number ${numberText(value)}`
        : 'number';
    default:
      return 'object';
  }
}
