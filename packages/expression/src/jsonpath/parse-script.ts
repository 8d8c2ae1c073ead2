import { goJsonDecode } from '../go/go-json-decode.ts';
import type { GoValue } from '../go/go-value.ts';
import { attempt, ExpressionFailure } from '../result.ts';
import type { JsonPathToken, Script } from './jsonpath-token.ts';
import type { ScriptNode, ScriptOperand } from './script-node.ts';

/** From the loosest to the tightest; each splits at its first place outside quotes and brackets. */
const OPERATORS = [
  ...['||', '&&', '==', '!=', '<=', '>=', '<', '>', '=~', '!', '+', '-', '**', '*', '/', '%'],
  ...['not in', 'in', '@', '$'],
];

/** Scripts in paths in scripts. */
const MAX_SCRIPT_DEPTH = 64;

/** Parses a path that stands in a script, so many levels deep. */
export type PathParser = (selector: string, depth: number) => JsonPathToken[];

/** Parses what stands in `(...)` of a path (evilmonkeyinc/jsonpath's standard script engine). */
export function parseScript(text: string, depth: number, parsePath: PathParser): Script {
  return { text, node: parseOperator(text, 0, depth, parsePath) };
}

function parseOperator(
  source: string,
  from: number,
  depth: number,
  parsePath: PathParser,
): ScriptNode | undefined {
  if (depth > MAX_SCRIPT_DEPTH) throw new ExpressionFailure('invalid expression. it nests too deeply');
  const text = source.trim();
  if (text.startsWith('(') && text.endsWith(')') && text.length > 1) {
    const inner = text.slice(1, -1).trim();
    // The parentheses need not be a pair, and what the level at hand finds between them is an error there.
    if (findOutside(inner, OPERATORS[from] ?? '') >= 0) throw new ExpressionFailure('unsupported operator');
    return parseOperator(inner, 0, depth + 1, parsePath);
  }
  if (text === '') return undefined;
  for (let index = from; index < OPERATORS.length; index++) {
    const operator = OPERATORS[index] ?? '';
    const at = findOutside(text, operator);
    if (at < 0) continue;
    const node = buildNode(text, operator, at, index, depth + 1, parsePath);
    if (node !== undefined) return node;
  }
  return undefined;
}

/** undefined: an operand is missing, or there is one where none may be. */
function buildNode(
  text: string,
  operator: string,
  at: number,
  index: number,
  depth: number,
  parsePath: PathParser,
): ScriptNode | undefined {
  const left = text.slice(0, at).trim();
  const right = text.slice(at + operator.length).trim();
  if (operator === '@' || operator === '$') {
    return left === '' ? { kind: 'selector', tokens: parsePath(text, depth) } : undefined;
  }
  if (right === '') return undefined;
  if (operator === '!') {
    return left === '' ? { kind: 'not', operand: parseOperand(right, index, depth, parsePath) } : undefined;
  }
  if (left === '') return undefined;
  return {
    kind: 'binary',
    operator,
    left: parseOperand(left, index, depth, parsePath),
    right: parseOperand(right, index, depth, parsePath),
  };
}

function parseOperand(text: string, index: number, depth: number, parsePath: PathParser): ScriptOperand {
  const node = parseOperator(text, index, depth, parsePath);
  if (node !== undefined) return { kind: 'node', node };
  let value: GoValue = text.trim();
  if (/^\[.*\]$|^\{.*\}$/s.test(value)) {
    const json = attempt(() => goJsonDecode(text));
    if (json.ok) value = json.value;
  }
  return { kind: 'value', value };
}

/** Where an operator stands first, outside of quotes, brackets and parentheses. */
function findOutside(text: string, operator: string): number {
  const nesting = new Nesting();
  for (let at = 0; at < text.length; at++) {
    nesting.read(text.charAt(at));
    const start = at + 1 - operator.length;
    if (nesting.isOutside && start >= 0 && text.startsWith(operator, start)) return start;
  }
  return -1;
}

/** What encloses a place; inside of quotes or of one kind of bracket the others do not count. */
class Nesting {
  #quote = '';
  #square = 0;
  #round = 0;

  get isOutside(): boolean {
    return this.#quote === '' && this.#square <= 0 && this.#round <= 0;
  }

  read(character: string): void {
    if (character === '(' || character === ')') {
      if (this.#quote === '' && this.#square <= 0) this.#round += character === '(' ? 1 : -1;
    } else if (character === '[' || character === ']') {
      if (this.#quote === '' && this.#round <= 0) this.#square += character === '[' ? 1 : -1;
    } else if (character === "'" || character === '"') {
      this.#readQuote(character);
    }
  }

  #readQuote(character: string): void {
    if (this.#square > 0 || this.#round > 0) return;
    if (this.#quote === '') this.#quote = character;
    else if (this.#quote === character) this.#quote = '';
  }
}
