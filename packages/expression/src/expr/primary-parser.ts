import { parseDecimalInt, parseFloat64, parseIntLiteral } from '../go/go-number.ts';
import { quote } from '../go/go-quote.ts';
import { BUILTIN_NAMES, PREDICATE_BUILTINS, type PredicateArgument } from './builtin-names.ts';
import type { ExprParser } from './expr-parser.ts';
import { UNARY_OPERATORS } from './operators.ts';
import type { ExprNode } from './syntax-tree.ts';
import { isIdentifierStart, type Token } from './token.ts';

/** The tightest parts of an expression: literals, names, calls, and what may follow them. */
export class PrimaryParser {
  readonly #parser: ExprParser;

  constructor(parser: ExprParser) {
    this.#parser = parser;
  }

  primary(): ExprNode {
    const parser = this.#parser;
    const token = parser.current;
    if (token.kind === 'Operator') {
      const unary = UNARY_OPERATORS.get(token.value);
      if (unary !== undefined) {
        parser.next();
        const operand = parser.expression(unary.precedence);
        return this.#postfix(parser.node({ kind: 'unary', operator: token.value, operand }, token.at));
      }
    }
    if (parser.is('Bracket', '(')) {
      parser.next();
      const inner = parser.sequence();
      parser.expect('Bracket', ')');
      return this.#postfix(inner);
    }
    if (parser.predicateDepth > 0 && (parser.is('Operator', '#') || parser.is('Operator', '.'))) {
      return this.#pointer();
    }
    if (parser.is('Operator', '::')) {
      parser.next();
      return this.#postfix(this.call(parser.expect('Identifier'), [], false));
    }
    return this.#secondary();
  }

  /** `#`, `#index`; a `.` alone stands for `#.`. */
  #pointer(): ExprNode {
    const parser = this.#parser;
    const token = parser.current;
    let name = '';
    if (token.value === '#') {
      parser.next();
      if (parser.is('Identifier')) {
        name = parser.current.value;
        parser.next();
      }
    }
    return this.#postfix(parser.node({ kind: 'pointer', name }, token.at));
  }

  #secondary(): ExprNode {
    const parser = this.#parser;
    const token = parser.current;
    switch (token.kind) {
      case 'Identifier':
        parser.next();
        return this.#name(token);
      case 'Number':
        parser.next();
        return this.#number(token);
      case 'String':
        parser.next();
        return this.#postfix(parser.node({ kind: 'string', value: token.value }, token.at));
      case 'Bytes': {
        parser.next();
        const value = Uint8Array.from(token.value, (character) => character.charCodeAt(0));
        return this.#postfix(parser.node({ kind: 'bytes', value }, token.at));
      }
      default:
        if (parser.is('Bracket', '[')) return this.#postfix(this.#array());
        if (parser.is('Bracket', '{')) return this.#postfix(this.#map());
        throw parser.unexpected();
    }
  }

  #name(token: Token): ExprNode {
    const parser = this.#parser;
    // Nothing may follow these three: `nil.x` is no expression.
    if (token.value === 'nil') return parser.node({ kind: 'nil' }, token.at);
    if (token.value === 'true' || token.value === 'false') {
      return parser.node({ kind: 'bool', value: token.value === 'true' }, token.at);
    }
    if (parser.is('Bracket', '(')) return this.#postfix(this.call(token, [], true));
    return this.#postfix(parser.node({ kind: 'identifier', name: token.value }, token.at));
  }

  #number(token: Token): ExprNode {
    const parser = this.#parser;
    const digits = token.value.replaceAll('_', '');
    const lower = digits.toLowerCase();
    const radix = RADIXES.get(lower.slice(0, 2));
    if (/[.e]/.test(lower) && !lower.startsWith('0x')) {
      const value = parseFloat64(digits);
      if (value === undefined) {
        throw parser.error(
          `invalid float literal: strconv.ParseFloat: parsing ${quote(digits)}: invalid syntax`,
        );
      }
      return parser.node({ kind: 'float', value }, token.at);
    }
    const value = radix === undefined ? parseDecimalInt(digits) : parseIntLiteral(digits);
    if (value === undefined) {
      const cause = /^(0[xob])?[0-9a-f]+$/.test(lower) ? 'value out of range' : 'invalid syntax';
      throw parser.error(
        `invalid ${radix ?? 'integer'} literal: strconv.ParseInt: parsing ${quote(digits)}: ${cause}`,
      );
    }
    return parser.node({ kind: 'integer', value }, token.at);
  }

  /**
   * A call of a builtin or of a function of the environment.
   *
   * @param piped what stands before a `|`: the first argument.
   * @param mayOverride false behind `::`, which names the builtin whatever the environment has.
   */
  call(token: Token, piped: ExprNode[], mayOverride: boolean): ExprNode {
    const parser = this.#parser;
    const overridden = mayOverride && parser.isOverridden(token.value);
    const shape = PREDICATE_BUILTINS.get(token.value);
    if (shape !== undefined && !overridden) {
      const args = this.#predicateArguments(shape, piped);
      return this.#end(parser.node({ kind: 'builtin', name: token.value, args }, token.at), piped);
    }
    if (BUILTIN_NAMES.has(token.value) && !overridden) {
      const args = this.#arguments(piped);
      return this.#end(parser.node({ kind: 'builtin', name: token.value, args }, token.at), piped);
    }
    const callee = parser.node({ kind: 'identifier', name: token.value }, token.at);
    return this.#end(parser.node({ kind: 'call', callee, args: this.#arguments(piped) }, token.at), piped);
  }

  /** Behind a piped call there is no `.x`: the next operator takes it all. */
  #end(node: ExprNode, piped: ExprNode[]): ExprNode {
    return piped.length > 0 ? node : this.#postfix(node);
  }

  #predicateArguments(shape: readonly PredicateArgument[], piped: ExprNode[]): ExprNode[] {
    const parser = this.#parser;
    const args = [...piped];
    parser.expect('Bracket', '(');
    const wanted = shape.slice(piped.length);
    for (const [index, argument] of wanted.entries()) {
      if (parser.is('Bracket', ')')) {
        if (argument.endsWith('?')) break;
        throw parser.error(`expected at least ${wanted.length} arguments`);
      }
      if (index > 0) parser.expect('Operator', ',');
      args.push(argument.startsWith('predicate') ? this.#predicate() : parser.expression(0));
    }
    if (parser.is('Operator', ',')) parser.next();
    parser.expect('Bracket', ')');
    return args;
  }

  #predicate(): ExprNode {
    const parser = this.#parser;
    const { at } = parser.current;
    const inBraces = parser.is('Bracket', '{');
    if (inBraces) parser.next();
    parser.predicateDepth++;
    const body = inBraces ? parser.sequence() : parser.expression(0);
    if (!inBraces && parser.is('Operator', ';')) {
      throw parser.error('wrap predicate with brackets { and }');
    }
    parser.predicateDepth--;
    if (inBraces) parser.expect('Bracket', '}');
    return parser.node({ kind: 'predicate', body }, at);
  }

  #arguments(piped: ExprNode[]): ExprNode[] {
    this.#parser.expect('Bracket', '(');
    return [...piped, ...this.#list(')')];
  }

  /** Expressions and commas up to a bracket; a comma before it is allowed. */
  #list(close: string): ExprNode[] {
    const parser = this.#parser;
    const items: ExprNode[] = [];
    while (!parser.is('Bracket', close)) {
      if (items.length > 0) {
        parser.expect('Operator', ',');
        if (parser.is('Bracket', close)) break;
      }
      items.push(parser.expression(0));
    }
    parser.next();
    return items;
  }

  #array(): ExprNode {
    const { at } = this.#parser.expect('Bracket', '[');
    return this.#parser.node({ kind: 'array', items: this.#list(']') }, at);
  }

  #map(): ExprNode {
    const parser = this.#parser;
    const { at } = parser.expect('Bracket', '{');
    const pairs: { key: ExprNode; value: ExprNode }[] = [];
    while (!parser.is('Bracket', '}')) {
      if (pairs.length > 0) {
        parser.expect('Operator', ',');
        if (parser.is('Bracket', '}')) break;
        if (parser.is('Operator', ',')) throw parser.unexpected();
      }
      const key = this.#mapKey();
      parser.expect('Operator', ':');
      pairs.push({ key, value: parser.expression(0) });
    }
    parser.next();
    return parser.node({ kind: 'map', pairs }, at);
  }

  /** A name or number is the text that it is; an expression stands in parentheses. */
  #mapKey(): ExprNode {
    const parser = this.#parser;
    const token = parser.current;
    if (token.kind === 'Number' || token.kind === 'String' || token.kind === 'Identifier') {
      parser.next();
      return parser.node({ kind: 'string', value: token.value }, token.at);
    }
    if (parser.is('Bracket', '(')) return parser.expression(0);
    const { message } = parser.unexpected();
    throw parser.error(
      `a map key must be a quoted string, a number, a identifier, or an expression enclosed in parentheses (${message.split(' (')[0]})`,
    );
  }

  #postfix(start: ExprNode): ExprNode {
    const parser = this.#parser;
    let node = start;
    for (;;) {
      const token = parser.current;
      if (parser.is('Operator', '.') || parser.is('Operator', '?.')) {
        parser.next();
        const optional = token.value === '?.';
        node = optional && parser.is('Bracket', '[') ? this.#index(node, true) : this.#member(node, optional);
      } else if (parser.is('Bracket', '[')) {
        node = this.#index(node, false);
      } else {
        return node;
      }
    }
  }

  #member(object: ExprNode, optional: boolean): ExprNode {
    const parser = this.#parser;
    const name = parser.current;
    if (name.kind === 'EOF') throw parser.error('unexpected end of expression');
    parser.next();
    // Operators such as `not` and `matches` are names here.
    const isName =
      name.kind === 'Identifier' || (name.kind === 'Operator' && isIdentifierStart(name.value.charAt(0)));
    if (!isName) throw parser.error('expected name');
    const property = parser.node({ kind: 'string', value: name.value }, name.at);
    const isChain = object.kind === 'chain';
    const method = parser.is('Bracket', '(');
    const member = parser.node(
      { kind: 'member', object: isChain ? object.node : object, property, optional, method },
      name.at,
    );
    const node = method
      ? parser.node({ kind: 'call', callee: member, args: this.#arguments([]) }, name.at)
      : member;
    return isChain || optional ? parser.node({ kind: 'chain', node }, name.at) : node;
  }

  #index(object: ExprNode, optional: boolean): ExprNode {
    const parser = this.#parser;
    const { at } = parser.expect('Bracket', '[');
    const from = parser.is('Operator', ':') ? undefined : parser.expression(0);
    if (parser.is('Operator', ':')) {
      parser.next();
      const to = parser.is('Bracket', ']') ? undefined : parser.expression(0);
      parser.expect('Bracket', ']');
      return parser.node({ kind: 'slice', object, from, to }, at);
    }
    parser.expect('Bracket', ']');
    const property = from ?? object;
    const member = parser.node({ kind: 'member', object, property, optional, method: false }, at);
    return optional ? parser.node({ kind: 'chain', node: member }, at) : member;
  }
}

const RADIXES = new Map([
  ['0x', 'hex'],
  ['0b', 'binary'],
  ['0o', 'octal'],
]);
