import { compareText } from '../go/go-json.ts';
import { truncateToInt } from '../go/go-number.ts';
import { MAX_TEXT } from '../limits.ts';
import { GoRegexp } from '../regexp/go-regexp.ts';
import { ExpressionFailure } from '../result.ts';
import { formatWhenValue } from './when-grammar.ts';
import type { WhenLevel, WhenNode } from './when-parser.ts';

export type WhenValue = null | string | number | boolean | GoRegexp | WhenValue[];

const TYPE_ERRORS: Readonly<Record<Exclude<WhenLevel, 'separator'> | 'prefix', string>> = {
  logical: "cannot be used with the logical operator '%', it is not a bool",
  modifier: "cannot be used with the modifier '%', it is not a number",
  comparator: "cannot be used with the comparator '%', it is not a number",
  ternary: "cannot be used with the ternary operator '%', it is not a bool",
  prefix: "cannot be used with the prefix '%'",
};

function typeError(value: WhenValue, operator: string, level: keyof typeof TYPE_ERRORS): ExpressionFailure {
  const symbol = operator === '==' ? '=' : operator;
  return new ExpressionFailure(
    `Value '${formatWhenValue(value)}' ${TYPE_ERRORS[level].replace('%', symbol)}`,
  );
}

/** @throws ExpressionFailure for operands of the wrong type, in govaluate's words. */
export function evaluateNode(node: WhenNode | null): WhenValue {
  if (node === null) return null;
  switch (node.kind) {
    case 'literal':
      return node.value;
    case 'accessor':
      throw new ExpressionFailure(`No parameter '${node.parameter}' found.`);
    case 'clause':
      return evaluateNode(node.inner);
    case 'prefix':
      return prefix(node.operator, evaluateNode(node.right));
    case 'binary':
      return binary(node);
  }
}

function prefix(operator: string, right: WhenValue): WhenValue {
  if (operator === '!') {
    if (typeof right === 'boolean') return !right;
  } else if (typeof right === 'number') {
    return operator === '-' ? -right : Number(~truncateToInt(right));
  }
  throw typeError(right, operator, 'prefix');
}

type BinaryNode = Extract<WhenNode, { kind: 'binary' }>;

function binary(node: BinaryNode): WhenValue {
  const left = evaluateNode(node.left);
  switch (node.level) {
    case 'separator': {
      const right = evaluateNode(node.right);
      return Array.isArray(left) ? [...left, right] : [left, right];
    }
    case 'ternary':
      return ternary(node, left);
    case 'logical':
      return logical(node, left);
    case 'comparator':
      return compare(node.operator, left, evaluateNode(node.right));
    case 'modifier':
      return modify(node.operator, left, evaluateNode(node.right));
  }
}

/** `a ? b` is b or nil, and `c : d` is d where c is nil: two operators. */
function ternary(node: BinaryNode, left: WhenValue): WhenValue {
  if (node.operator === '?') {
    const right = left === false ? null : evaluateNode(node.right);
    if (typeof left !== 'boolean') throw typeError(left, '?', 'ternary');
    return right;
  }
  return left ?? evaluateNode(node.right);
}

function logical(node: BinaryNode, left: WhenValue): boolean {
  if (left === (node.operator === '||')) return node.operator === '||';
  const right = evaluateNode(node.right);
  for (const value of [left, right]) {
    if (typeof value !== 'boolean') throw typeError(value, node.operator, 'logical');
  }
  return node.operator === '||' ? left === true || right === true : left === true && right === true;
}

function compare(operator: string, left: WhenValue, right: WhenValue): boolean {
  switch (operator) {
    case '==':
      return same(left, right);
    case '!=':
      return !same(left, right);
    case 'in':
      if (!Array.isArray(right)) throw typeError(right, 'in', 'comparator');
      return right.some((value) => identical(left, value));
    case '=~':
    case '!~':
      return matches(operator, left, right) === (operator === '=~');
    default:
      return order(operator, left, right);
  }
}

function order(operator: string, left: WhenValue, right: WhenValue): boolean {
  let difference: number;
  if (typeof left === 'string' && typeof right === 'string') difference = compareText(left, right);
  else if (typeof left === 'number' && typeof right === 'number') difference = left - right;
  else throw typeError(left, operator, 'comparator');
  switch (operator) {
    case '>':
      return difference > 0;
    case '>=':
      return difference >= 0;
    case '<':
      return difference < 0;
    default:
      return difference <= 0;
  }
}

function matches(operator: string, left: WhenValue, right: WhenValue): boolean {
  if (typeof left !== 'string') throw typeError(left, operator, 'comparator');
  if (right instanceof GoRegexp) return right.matches(left);
  if (typeof right !== 'string') throw typeError(right, operator, 'comparator');
  return new GoRegexp(right).matches(left);
}

/** Deep equality of values of the same type. */
function same(left: WhenValue, right: WhenValue): boolean {
  if (!Array.isArray(left) || !Array.isArray(right)) return left === right;
  return left.length === right.length && left.every((value, index) => same(value, right[index] ?? null));
}

/** Go compares interfaces here, and panics where both hold lists. */
function identical(left: WhenValue, right: WhenValue): boolean {
  if (Array.isArray(left) && Array.isArray(right)) {
    throw new ExpressionFailure('runtime error: comparing uncomparable type []interface {}');
  }
  return left === right;
}

function modify(operator: string, left: WhenValue, right: WhenValue): WhenValue {
  if (operator === '+' && (typeof left === 'string' || typeof right === 'string')) {
    const text = formatWhenValue(left) + formatWhenValue(right);
    if (text.length > MAX_TEXT) throw new ExpressionFailure('the text is too long');
    return text;
  }
  if (typeof left !== 'number') throw typeError(left, operator, 'modifier');
  // Of an addition the left side is named, whichever is wrong.
  if (typeof right !== 'number') throw typeError(operator === '+' ? left : right, operator, 'modifier');
  return calculate(operator, left, right);
}

function calculate(operator: string, left: number, right: number): number {
  switch (operator) {
    case '+':
      return left + right;
    case '-':
      return left - right;
    case '*':
      return left * right;
    case '/':
      return left / right;
    case '%':
      return left % right;
    case '**':
      return left ** right;
    default:
      return bitwise(operator, truncateToInt(left), truncateToInt(right));
  }
}

function bitwise(operator: string, left: bigint, right: bigint): number {
  switch (operator) {
    case '&':
      return Number(left & right);
    case '|':
      return Number(left | right);
    case '^':
      return Number(left ^ right);
    default: {
      const value = BigInt.asUintN(64, left);
      const count = BigInt.asUintN(64, right);
      if (count >= 64n) return 0;
      return Number(operator === '<<' ? BigInt.asUintN(64, value << count) : value >> count);
    }
  }
}
