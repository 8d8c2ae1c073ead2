import {
  AnyKeyMap,
  EnvironmentMap,
  GoDuration,
  GoFunction,
  GoLocation,
  GoTime,
  type GoValue,
} from '../go/go-value.ts';

/**
 * What is known of a value before it is there (expr-lang's Nature). `unknown` may be anything, nil included; `any` is
 * the same with a type, which shows in messages only.
 */
export interface Nature {
  kind:
    | 'unknown'
    | 'any'
    | 'nil'
    | 'bool'
    | 'int'
    | 'float'
    | 'string'
    | 'array'
    | 'map'
    | 'func'
    | 'time'
    | 'duration'
    | 'location';
  /** As reflect prints it; empty for what has none. */
  goType: string;
  /** Of a list's or map's elements. */
  element?: Nature;
  /** Of a map whose keys may be anything. */
  anyKeys?: boolean;
  signature?: FunctionSignature;
}

export interface FunctionSignature {
  params: Nature[];
  variadic?: boolean;
  result: Nature;
}

export const UNKNOWN: Nature = { kind: 'unknown', goType: '' };
export const ANY: Nature = { kind: 'any', goType: 'interface {}' };
export const NIL: Nature = { kind: 'nil', goType: '' };
export const BOOL: Nature = { kind: 'bool', goType: 'bool' };
export const INT: Nature = { kind: 'int', goType: 'int' };
export const FLOAT: Nature = { kind: 'float', goType: 'float64' };
export const STRING: Nature = { kind: 'string', goType: 'string' };
export const TIME: Nature = { kind: 'time', goType: 'time.Time' };
export const DURATION: Nature = { kind: 'duration', goType: 'time.Duration' };
export const LOCATION: Nature = { kind: 'location', goType: '*time.Location' };
export const BYTES: Nature = { kind: 'array', goType: '[]uint8', element: INT };
export const STRINGS: Nature = { kind: 'array', goType: '[]string', element: STRING };
export const INTS: Nature = { kind: 'array', goType: '[]int', element: INT };
export const FLOATS: Nature = { kind: 'array', goType: '[]float64', element: FLOAT };
export const ARRAY: Nature = { kind: 'array', goType: '[]interface {}', element: ANY };
export const MAP: Nature = { kind: 'map', goType: 'map[string]interface {}', element: ANY };
export const ANY_MAP: Nature = {
  kind: 'map',
  goType: 'map[interface {}]interface {}',
  element: ANY,
  anyKeys: true,
};

/** A list of `interface {}` of whose elements more is known. */
export function arrayOf(element: Nature): Nature {
  return { ...ARRAY, element };
}

export function functionNature(signature: FunctionSignature): Nature {
  const params = signature.params.map((param) => param.goType || 'interface {}');
  if (signature.variadic) params.push(`...${params.pop()}`);
  const goType = `func(${params.join(', ')}) ${signature.result.goType || 'interface {}'}`;
  return { kind: 'func', goType, signature };
}

export function natureOf(value: GoValue): Nature {
  switch (typeof value) {
    case 'boolean':
      return BOOL;
    case 'bigint':
      return INT;
    case 'number':
      return FLOAT;
    case 'string':
      return STRING;
    default:
      return natureOfObject(value);
  }
}

function natureOfObject(value: Exclude<GoValue, boolean | bigint | number | string>): Nature {
  if (value === null) return NIL;
  if (Array.isArray(value)) return ARRAY;
  if (value instanceof Uint8Array) return BYTES;
  if (value instanceof Map || value instanceof EnvironmentMap) return MAP;
  if (value instanceof AnyKeyMap) return { ...ANY_MAP, goType: value.goType };
  if (value instanceof GoFunction) return functionNature(value.signature);
  if (value instanceof GoTime) return TIME;
  if (value instanceof GoDuration) return DURATION;
  if (value instanceof GoLocation) return LOCATION;
  return UNKNOWN;
}

export function isUnknown(nature: Nature): boolean {
  return nature.kind === 'unknown' || nature.kind === 'any';
}

export function isNumber(nature: Nature): boolean {
  return nature.kind === 'int' || nature.kind === 'float';
}

/** As messages name it. */
export function describeNature(nature: Nature): string {
  return nature.goType || 'unknown';
}

export function elementOf(nature: Nature): Nature {
  return nature.element ?? UNKNOWN;
}

export function isAssignable(from: Nature, to: Nature): boolean {
  if (from.kind === 'nil')
    return to.kind === 'any' || to.kind === 'array' || to.kind === 'map' || to.kind === 'func';
  if (from.kind === 'unknown' || to.kind === 'unknown') return false;
  return to.kind === 'any' || from.goType === to.goType;
}

export function isComparable(left: Nature, right: Nature): boolean {
  if (isUnknown(left) || isUnknown(right) || left.kind === 'nil' || right.kind === 'nil') return true;
  if (isNumber(left) && isNumber(right)) return true;
  if (left.kind === 'array' && right.kind === 'array') return true;
  return isAssignable(left, right);
}

/** Whether at least one side is unknown, and the other one is unknown or of one of the kinds. */
export function mayBe(left: Nature, right: Nature, ...kinds: Nature['kind'][]): boolean {
  const fits = (nature: Nature) => isUnknown(nature) || kinds.includes(nature.kind);
  return (isUnknown(left) || isUnknown(right)) && fits(left) && fits(right);
}

/** Of `condition ? first : second`. */
export function conditionalNature(first: Nature, second: Nature): Nature {
  if (first.kind === 'nil') return second;
  if (second.kind === 'nil') return first;
  if (!isAssignable(first, second)) return UNKNOWN;
  if (first.kind === 'array' && second.kind === 'array') {
    const [a, b] = [elementOf(first), elementOf(second)];
    if (!isAssignable(a, b) || !isAssignable(b, a)) return ARRAY;
  }
  return first;
}

/** Of `[...]`: a list whose elements are all of one kind is known to be one of these. */
export function arrayNature(items: Nature[]): Nature {
  const last = items.at(-1);
  if (last === undefined) return arrayOf(UNKNOWN);
  const kindOf = (nature: Nature) => (nature.kind === 'nil' ? 'unknown' : nature.kind);
  return items.every((nature) => kindOf(nature) === kindOf(last)) ? arrayOf(last) : ARRAY;
}
