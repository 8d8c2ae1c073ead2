import {
  arrayOf,
  BOOL,
  DURATION,
  describeNature,
  elementOf,
  FLOAT,
  INT,
  isAssignable,
  isComparable,
  isNumber,
  isUnknown,
  mayBe,
  type Nature,
  STRING,
  TIME,
  UNKNOWN,
} from './nature.ts';

/** The nature of `left operator right`, or what is wrong with it, in expr-lang's words. */
export function binaryNature(operator: string, left: Nature, right: Nature): Nature | string {
  if (operator === 'in') return inNature(left, right);
  if (operator === '??') return coalesceNature(left, right);
  const rule = RULES.get(operator);
  if (rule === undefined) return `unknown operator (${operator})`;
  return rule(left, right) ?? mismatch(operator, left, right);
}

type Rule = (left: Nature, right: Nature) => Nature | undefined;

function mismatch(operator: string, left: Nature, right: Nature): string {
  return `invalid operation: ${operator} (mismatched types ${describeNature(left)} and ${describeNature(right)})`;
}

const both = (left: Nature, right: Nature, kind: Nature['kind']) => left.kind === kind && right.kind === kind;

const equality: Rule = (left, right) => (isComparable(left, right) ? BOOL : undefined);

const logic: Rule = (left, right) =>
  both(left, right, 'bool') || mayBe(left, right, 'bool') ? BOOL : undefined;

const order: Rule = (left, right) => {
  const known =
    (isNumber(left) && isNumber(right)) ||
    both(left, right, 'string') ||
    both(left, right, 'time') ||
    both(left, right, 'duration');
  return known || mayBe(left, right, 'int', 'float', 'string', 'time', 'duration') ? BOOL : undefined;
};

function promoted(left: Nature, right: Nature): Nature {
  return left.kind === 'float' || right.kind === 'float' ? FLOAT : INT;
}

const plus: Rule = (left, right) => {
  if (isNumber(left) && isNumber(right)) return promoted(left, right);
  if (both(left, right, 'string')) return STRING;
  if (both(left, right, 'duration')) return DURATION;
  if (left.kind === 'time' && right.kind === 'duration') return TIME;
  if (left.kind === 'duration' && right.kind === 'time') return TIME;
  return mayBe(left, right, 'int', 'float', 'string', 'time', 'duration') ? UNKNOWN : undefined;
};

const minus: Rule = (left, right) => {
  if (isNumber(left) && isNumber(right)) return promoted(left, right);
  if (both(left, right, 'time') || both(left, right, 'duration')) return DURATION;
  if (left.kind === 'time' && right.kind === 'duration') return TIME;
  return mayBe(left, right, 'int', 'float', 'time', 'duration') ? UNKNOWN : undefined;
};

const times: Rule = (left, right) => {
  if (isNumber(left) && isNumber(right)) return promoted(left, right);
  const scales = (nature: Nature) => isNumber(nature) || nature.kind === 'duration';
  if (scales(left) && scales(right)) return DURATION;
  return mayBe(left, right, 'int', 'float', 'duration') ? UNKNOWN : undefined;
};

const floating: Rule = (left, right) =>
  (isNumber(left) && isNumber(right)) || mayBe(left, right, 'int', 'float') ? FLOAT : undefined;

const modulo: Rule = (left, right) =>
  both(left, right, 'int') || mayBe(left, right, 'int') ? INT : undefined;

const text: Rule = (left, right) =>
  both(left, right, 'string') || mayBe(left, right, 'string') ? BOOL : undefined;

const matches: Rule = (left, right) =>
  left.goType === '[]uint8' && right.kind === 'string' ? BOOL : text(left, right);

const range: Rule = (left, right) =>
  both(left, right, 'int') || mayBe(left, right, 'int') ? arrayOf(INT) : undefined;

const RULES: ReadonlyMap<string, Rule> = new Map([
  ['==', equality],
  ['!=', equality],
  ['or', logic],
  ['||', logic],
  ['and', logic],
  ['&&', logic],
  ['<', order],
  ['>', order],
  ['>=', order],
  ['<=', order],
  ['+', plus],
  ['-', minus],
  ['*', times],
  ['/', floating],
  ['**', floating],
  ['^', floating],
  ['%', modulo],
  ['matches', matches],
  ['contains', text],
  ['startsWith', text],
  ['endsWith', text],
  ['..', range],
]);

function inNature(left: Nature, right: Nature): Nature | string {
  if (right.kind === 'map') {
    if (isUnknown(left) || right.anyKeys || left.kind === 'string') return BOOL;
    return `cannot use ${describeNature(left)} as type string in map key`;
  }
  if (right.kind === 'array') {
    const element = elementOf(right);
    if (isComparable(left, element)) return BOOL;
    return `cannot use ${describeNature(left)} as type ${describeNature(element)} in array`;
  }
  if ((isUnknown(left) && right.kind === 'string') || isUnknown(right)) return BOOL;
  return mismatch('in', left, right);
}

function coalesceNature(left: Nature, right: Nature): Nature {
  if (left.kind === 'nil') return right;
  if (right.kind === 'nil') return left;
  return isAssignable(right, left) ? left : UNKNOWN;
}
