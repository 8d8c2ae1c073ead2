import {
  ANY,
  ANY_MAP,
  ARRAY,
  DURATION,
  describeNature,
  elementOf,
  FLOAT,
  FLOATS,
  type FunctionSignature,
  INT,
  INTS,
  isUnknown,
  LOCATION,
  type Nature,
  STRING,
  STRINGS,
  TIME,
} from './nature.ts';

function signature(result: Nature, ...params: Nature[]): FunctionSignature {
  return { params, result };
}

const BIT_OPERATION = [signature(INT, INT, INT)];
const CUT = [signature(STRING, STRING, STRING), signature(STRING, STRING)];
const SPLIT = [signature(STRINGS, STRING, STRING), signature(STRINGS, STRING, STRING, INT)];

/** The builtins that have Go's types; of several, the first that fits counts. */
export const BUILTIN_SIGNATURES: ReadonlyMap<string, readonly FunctionSignature[]> = new Map([
  ['type', [signature(STRING, ANY)]],
  ['string', [signature(STRING, ANY)]],
  ['trim', [signature(STRING, STRING), signature(STRING, STRING, STRING)]],
  ['trimPrefix', CUT],
  ['trimSuffix', CUT],
  ['upper', [signature(STRING, STRING)]],
  ['lower', [signature(STRING, STRING)]],
  ['split', SPLIT],
  ['splitAfter', SPLIT],
  ['replace', [signature(STRING, STRING, STRING, STRING, INT), signature(STRING, STRING, STRING, STRING)]],
  ['repeat', [signature(STRING, STRING, INT)]],
  [
    'join',
    [
      signature(STRING, STRINGS, STRING),
      signature(STRING, ARRAY, STRING),
      signature(STRING, ARRAY),
      signature(STRING, STRINGS, STRING),
      signature(STRING, STRINGS),
    ],
  ],
  ['indexOf', [signature(INT, STRING, STRING)]],
  ['lastIndexOf', [signature(INT, STRING, STRING)]],
  ['hasPrefix', [signature({ kind: 'bool', goType: 'bool' }, STRING, STRING)]],
  ['hasSuffix', [signature({ kind: 'bool', goType: 'bool' }, STRING, STRING)]],
  ['toJSON', [signature(STRING, ANY)]],
  ['fromJSON', [signature(ANY, STRING)]],
  ['toBase64', [signature(STRING, STRING)]],
  ['fromBase64', [signature(STRING, STRING)]],
  ['duration', [signature(DURATION, STRING)]],
  ['timezone', [signature(LOCATION, STRING)]],
  [
    'sort',
    [ARRAY, INTS, FLOATS, STRINGS]
      .map((list) => signature(ARRAY, list, STRING))
      .concat([ARRAY, FLOATS, STRINGS, INTS].map((list) => signature(ARRAY, list))),
  ],
  ...['bitand', 'bitor', 'bitxor', 'bitnand', 'bitshl', 'bitshr', 'bitushr'].map(
    (name): [string, FunctionSignature[]] => [name, BIT_OPERATION],
  ),
  ['bitnot', [signature(INT, INT)]],
]);

/** A builtin's own check of its arguments: what it gives, or what is wrong. */
export type BuiltinCheck = (args: Nature[]) => Nature | string;

const isList = (nature: Nature) => nature.kind === 'array' || isUnknown(nature);
const isMap = (nature: Nature) => nature.kind === 'map' || isUnknown(nature);
const isNumeric = (nature: Nature) => nature.kind === 'int' || nature.kind === 'float' || isUnknown(nature);

/** Go prints a missing type so. */
const typeName = (nature: Nature) => (nature.kind === 'nil' ? '%!s(<nil>)' : typed(nature));
const typed = (nature: Nature) => (nature.kind === 'unknown' ? 'interface {}' : describeNature(nature));

function ofOne(
  fits: (nature: Nature) => boolean,
  result: (nature: Nature) => Nature,
  refusal: (type: string) => string,
): BuiltinCheck {
  return (args) => {
    const [argument] = args;
    if (args.length !== 1 || argument === undefined) {
      return `invalid number of arguments (expected 1, got ${args.length})`;
    }
    return fits(argument) ? result(argument) : refusal(typeName(argument));
  };
}

const invalid = (name: string) => (type: string) => `invalid argument for ${name} (type ${type})`;
const convertible = (nature: Nature) => isNumeric(nature) || nature.kind === 'string';

function aggregate(name: string): BuiltinCheck {
  return (args) => {
    const [first] = args;
    if (first === undefined) return `not enough arguments to call ${name}`;
    for (const argument of args) {
      if (isList(argument)) return ANY;
      if (!isNumeric(argument)) return invalid(name)(typeName(argument));
    }
    return first;
  };
}

const concat: BuiltinCheck = (args) => {
  if (args.length === 0) return 'invalid number of arguments (expected at least 1, got 0)';
  const wrong = args.find((argument) => !isList(argument));
  return wrong === undefined ? ARRAY : `cannot concat ${typeName(wrong)}`;
};

const take: BuiltinCheck = (args) => {
  const [list, count] = args;
  if (args.length !== 2 || list === undefined || count === undefined) {
    return `invalid number of arguments (expected 2, got ${args.length})`;
  }
  if (!isList(list)) return `cannot take from ${typeName(list)}`;
  return count.kind === 'int' || isUnknown(count)
    ? { ...list, ...(list.element ? { element: firstElement(list) } : {}) }
    : `cannot take ${typeName(count)} elements`;
};

const now: BuiltinCheck = (args) => {
  if (args.length === 0 || (args.length === 1 && args[0]?.kind === 'location')) return TIME;
  return `invalid number of arguments (expected 0, got ${args.length})`;
};

const date: BuiltinCheck = (args) => {
  if (args.length < 1) return 'invalid number of arguments (expected at least 1, got 0)';
  const rest = args[0]?.kind === 'location' ? args.length - 1 : args.length;
  return rest > 3 ? `invalid number of arguments (expected at most 3, got ${rest})` : TIME;
};

/** The builtins that check their arguments themselves. */
export const BUILTIN_CHECKS: ReadonlyMap<string, BuiltinCheck> = new Map<string, BuiltinCheck>([
  [
    'len',
    ofOne(
      (nature) => isList(nature) || isMap(nature) || nature.kind === 'string',
      () => INT,
      invalid('len'),
    ),
  ],
  ['abs', ofOne(isNumeric, (nature) => nature, invalid('abs'))],
  ['ceil', ofOne(isNumeric, () => FLOAT, invalid('ceil'))],
  ['floor', ofOne(isNumeric, () => FLOAT, invalid('floor'))],
  ['round', ofOne(isNumeric, () => FLOAT, invalid('round'))],
  ['int', ofOne(convertible, () => INT, invalid('int'))],
  ['float', ofOne(convertible, () => FLOAT, invalid('float'))],
  ['max', aggregate('max')],
  ['min', aggregate('min')],
  ['mean', aggregate('mean')],
  ['median', aggregate('median')],
  ['now', now],
  ['date', date],
  ['first', ofOne(isList, firstElement, (type) => `cannot get first element from ${type}`)],
  ['last', ofOne(isList, firstElement, (type) => `cannot get last element from ${type}`)],
  ['take', take],
  [
    'keys',
    ofOne(
      isMap,
      () => ARRAY,
      (type) => `cannot get keys from ${type}`,
    ),
  ],
  [
    'values',
    ofOne(
      isMap,
      () => ARRAY,
      (type) => `cannot get values from ${type}`,
    ),
  ],
  [
    'toPairs',
    ofOne(
      isMap,
      () => ARRAY,
      (type) => `cannot transform ${type} to pairs`,
    ),
  ],
  [
    'fromPairs',
    ofOne(
      isList,
      () => ANY_MAP,
      (type) => `cannot transform ${type} from pairs`,
    ),
  ],
  [
    'reverse',
    ofOne(
      isList,
      () => ARRAY,
      (type) => `cannot reverse ${type}`,
    ),
  ],
  [
    'uniq',
    ofOne(
      isList,
      () => ARRAY,
      (type) => `cannot uniq ${type}`,
    ),
  ],
  ['concat', concat],
  [
    'flatten',
    ofOne(
      isList,
      () => ARRAY,
      (type) => `cannot flatten ${type}`,
    ),
  ],
]);

/** Only the list's type counts here, not what is known of its elements. */
function firstElement(list: Nature): Nature {
  return list.goType === ARRAY.goType || isUnknown(list) ? ANY : elementOf(list);
}
