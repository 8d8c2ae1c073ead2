import { formatValue } from '../go/go-format.ts';
import { goJsonDecode } from '../go/go-json-decode.ts';
import { parseDecimalInt, parseFloat64 } from '../go/go-number.ts';
import { goPower } from '../go/go-power.ts';
import type { GoValue } from '../go/go-value.ts';
import type { Meter } from '../meter.ts';
import { GoRegexp } from '../regexp/go-regexp.ts';
import { attempt, ExpressionFailure } from '../result.ts';
import type { JsonPathToken, Script } from './jsonpath-token.ts';
import type { ScriptNode, ScriptOperand } from './script-node.ts';

/** Where a script runs: `$`, `@`, and how paths in it are followed. */
export interface ScriptPlace {
  root: GoValue;
  current: GoValue;
  follow: (tokens: JsonPathToken[], root: GoValue, current: GoValue) => GoValue;
  meter: Meter;
}

/**
 * The value of a script. Texts carry single quotes in it, to tell them from bare words.
 *
 * @throws ExpressionFailure for operands of the wrong type.
 */
export function evaluateScript(script: Script, place: ScriptPlace): GoValue {
  if (script.text === '') throw new ExpressionFailure('invalid expression. is empty');
  if (script.node !== undefined) return evaluateNode(script.node, place);
  const parameter = parameterNamed(script.text, place);
  if (parameter !== undefined) return parameter;
  return parseFloat64(script.text) ?? parseBool(script.text) ?? script.text;
}

function parameterNamed(name: string, place: ScriptPlace): GoValue | undefined {
  if (name === '$') return place.root;
  if (name === '@') return place.current;
  return name === 'nil' || name === 'null' ? null : undefined;
}

/** strconv.ParseBool. */
function parseBool(text: string): boolean | undefined {
  if (/^(1|t|T|true|TRUE|True)$/.test(text)) return true;
  return /^(0|f|F|false|FALSE|False)$/.test(text) ? false : undefined;
}

function evaluateNode(node: ScriptNode, place: ScriptPlace): GoValue {
  switch (node.kind) {
    case 'selector': {
      const value = place.follow(node.tokens, place.root, place.current);
      return typeof value === 'string' && !isQuoted(value, "'") ? `'${value}'` : value;
    }
    case 'not':
      return !boolean(node.operand, place);
    case 'binary':
      return evaluateBinary(node.operator, node.left, node.right, place);
  }
}

function evaluateBinary(
  operator: string,
  left: ScriptOperand,
  right: ScriptOperand,
  place: ScriptPlace,
): GoValue {
  switch (operator) {
    case '||':
    case '&&': {
      const [a, b] = [boolean(left, place), boolean(right, place)];
      return operator === '||' ? a || b : a && b;
    }
    case '==':
      return areEqual(left, right, place);
    case '!=':
      return !areEqual(left, right, place);
    case '=~':
      return new GoRegexp(unquoted(string(right, place)), place.meter).matches(unquoted(string(left, place)));
    case 'in':
      return isIn(left, right, place);
    case 'not in':
      return !isIn(left, right, place);
    case '%':
      return remainder(integer(left, place), integer(right, place));
    default:
      return calculate(operator, number(left, place), number(right, place));
  }
}

function calculate(operator: string, a: number, b: number): GoValue {
  switch (operator) {
    case '<':
      return a < b;
    case '<=':
      return a <= b;
    case '>':
      return a > b;
    case '>=':
      return a >= b;
    case '+':
      return a + b;
    case '-':
      return a - b;
    case '*':
      return a * b;
    case '/':
      return a / b;
    default:
      return goPower(a, b);
  }
}

function remainder(a: bigint, b: bigint): bigint {
  if (b === 0n) throw new ExpressionFailure('runtime error: integer divide by zero');
  return a % b;
}

/** An operand's value; a word that is a parameter's name is the parameter. */
function resolved(operand: ScriptOperand, place: ScriptPlace): { value: GoValue; isParameter: boolean } {
  const value = operand.kind === 'node' ? evaluateNode(operand.node, place) : operand.value;
  const parameter = typeof value === 'string' ? parameterNamed(value, place) : undefined;
  return parameter === undefined ? { value, isParameter: false } : { value: parameter, isParameter: true };
}

function number(operand: ScriptOperand, place: ScriptPlace): number {
  const parsed = parseFloat64(formatValue(resolved(operand, place).value));
  if (parsed === undefined) throw new ExpressionFailure('invalid argument. expected number');
  return parsed;
}

function integer(operand: ScriptOperand, place: ScriptPlace): bigint {
  const parsed = parseDecimalInt(formatValue(resolved(operand, place).value));
  if (parsed === undefined) throw new ExpressionFailure('invalid argument. expected integer');
  return parsed;
}

function boolean(operand: ScriptOperand, place: ScriptPlace): boolean {
  const { value } = resolved(operand, place);
  if (value === null) return false;
  const parsed = parseBool(formatValue(value));
  if (parsed === undefined) throw new ExpressionFailure('invalid argument. expected boolean');
  return parsed;
}

const isQuoted = (text: string, quote: string) =>
  text.length > 1 && text.startsWith(quote) && text.endsWith(quote);
const unquoted = (text: string) => (isQuoted(text, "'") ? text.slice(1, -1) : text);

function string(operand: ScriptOperand, place: ScriptPlace): string {
  const { value, isParameter } = resolved(operand, place);
  if (typeof value !== 'string') return formatValue(value);
  if (isQuoted(value, "'")) return value;
  if (isQuoted(value, '"')) return `'${value.slice(1, -1)}'`;
  return isParameter ? `'${value}'` : value;
}

/** As numbers where both are, else as texts. */
function areEqual(left: ScriptOperand, right: ScriptOperand, place: ScriptPlace): boolean {
  const a = attempt(() => number(left, place));
  const b = attempt(() => number(right, place));
  if (a.ok && b.ok) return a.value === b.value;
  return string(left, place) === string(right, place);
}

function isIn(left: ScriptOperand, right: ScriptOperand, place: ScriptPlace): boolean {
  const asNumber = attempt(() => number(left, place));
  const item: GoValue = asNumber.ok ? asNumber.value : string(left, place);
  return elements(right, place).some((element) => element === item);
}

function elements(operand: ScriptOperand, place: ScriptPlace): GoValue[] {
  let { value } = resolved(operand, place);
  if (typeof value === 'string' && /^\[.*\]$|^\{.*\}$/s.test(value)) {
    const source = value;
    const json = attempt(() => goJsonDecode(source));
    if (!json.ok) throw new ExpressionFailure('invalid argument');
    value = json.value;
  }
  if (Array.isArray(value)) return value;
  if (value instanceof Map) return [...value.values()];
  throw new ExpressionFailure('invalid argument. expected array, map, or slice');
}
