import { MAX_DEPTH, MAX_NODES } from '../limits.ts';
import type { ExpressionFailure } from '../result.ts';
import { ExprLexer } from './expr-lexer.ts';
import { BINARY_OPERATORS, COMPARISONS, NEGATABLE_OPERATORS } from './operators.ts';
import { PrimaryParser } from './primary-parser.ts';
import { errorAt } from './source-error.ts';
import { childrenOf, type ExprNode, type ExprNodeShape, type ExprTree } from './syntax-tree.ts';
import { describeToken, type Token, type TokenKind } from './token.ts';

/**
 * Parses an expression of expr-lang 1.17.
 *
 * @param isOverridden whether the environment has a value of a builtin's name, which then hides the builtin.
 * @throws ExpressionFailure in expr-lang's words, and for trees beyond this package's limits.
 */
export function parseExpr(source: string, isOverridden: (name: string) => boolean): ExprTree {
  return new ExprParser(source, isOverridden).parse();
}

export class ExprParser {
  readonly isOverridden: (name: string) => boolean;
  current: Token;
  /** How many predicates enclose the place: only in them `#` means something. */
  predicateDepth = 0;
  readonly #source: string;
  readonly #lexer: ExprLexer;
  readonly #primary: PrimaryParser;
  #stashed: Token | undefined;
  #nodes = 0;
  #depth = 0;

  constructor(source: string, isOverridden: (name: string) => boolean) {
    this.isOverridden = isOverridden;
    this.#source = source;
    this.#lexer = new ExprLexer(source);
    this.#primary = new PrimaryParser(this);
    this.current = this.#lexer.next();
  }

  parse(): ExprTree {
    const root = this.sequence();
    if (this.current.kind !== 'EOF') throw this.unexpected();
    return { source: this.#source, root };
  }

  next(): void {
    this.current = this.#stashed ?? this.#lexer.next();
    this.#stashed = undefined;
  }

  is(kind: TokenKind, value?: string): boolean {
    return this.current.kind === kind && (value === undefined || this.current.value === value);
  }

  expect(kind: TokenKind, value?: string): Token {
    if (!this.is(kind, value)) throw this.unexpected();
    const token = this.current;
    this.next();
    return token;
  }

  unexpected(token: Token = this.current): ExpressionFailure {
    return this.error(`unexpected token ${describeToken(token)}`, token);
  }

  error(message: string, token: Token = this.current): ExpressionFailure {
    return errorAt(this.#source, token.at, message);
  }

  node(shape: ExprNodeShape, at: number): ExprNode {
    if (++this.#nodes > MAX_NODES) {
      throw this.error('compilation failed: expression exceeds maximum allowed nodes');
    }
    const height = childrenOf(shape).reduce((most, child) => Math.max(most, child.height), 0) + 1;
    if (height > MAX_DEPTH) throw this.error('expression nests too deeply');
    return { ...shape, at, height };
  }

  /** Expressions between semicolons; the last one is the value. */
  sequence(): ExprNode {
    const first = this.expression(0);
    const nodes = [first];
    while (this.is('Operator', ';')) {
      this.next();
      if (this.is('EOF')) break;
      nodes.push(this.expression(0));
    }
    return nodes.length === 1 ? first : this.node({ kind: 'sequence', nodes }, first.at);
  }

  expression(precedence: number): ExprNode {
    if (++this.#depth > MAX_DEPTH) throw this.error('expression nests too deeply');
    const node = this.#expressionAt(precedence);
    this.#depth--;
    return node;
  }

  #expressionAt(precedence: number): ExprNode {
    if (precedence === 0 && this.is('Operator', 'let')) return this.#declaration();
    if (precedence === 0 && this.is('Operator', 'if')) return this.#if();
    let left = this.#primary.primary();
    let previous = '';
    while (this.current.kind === 'Operator') {
      const negation = this.#negation(precedence);
      if (negation === 'stop') break;
      const operator = this.current;
      const rule = BINARY_OPERATORS.get(operator.value);
      if (rule === undefined || rule.precedence < precedence) break;
      this.next();
      if (previous === '??' && operator.value !== '??' && operator.value !== '|') {
        throw this.error(
          `Operator (${operator.value}) and coalesce expressions (??) cannot be mixed. Wrap either by parentheses.`,
          operator,
        );
      }
      left = this.#binary(left, operator, rule);
      if (negation === 'negate') {
        left = this.node({ kind: 'unary', operator: 'not', operand: left }, operator.at);
      }
      previous = operator.value;
    }
    return precedence === 0 ? this.#conditional(left) : left;
  }

  /** Steps over a `not` that negates the operator behind it. */
  #negation(precedence: number): 'none' | 'negate' | 'stop' {
    if (!this.is('Operator', 'not')) return 'none';
    const not = this.current;
    this.next();
    if (!NEGATABLE_OPERATORS.has(this.current.value)) throw this.unexpected();
    if ((BINARY_OPERATORS.get(this.current.value)?.precedence ?? 0) >= precedence) return 'negate';
    this.#stashed = this.current;
    this.current = not;
    return 'stop';
  }

  #binary(
    left: ExprNode,
    operator: Token,
    rule: { precedence: number; rightAssociative: boolean },
  ): ExprNode {
    if (operator.value === '|') return this.#primary.call(this.expect('Identifier'), [left], true);
    if (COMPARISONS.has(operator.value)) return this.#comparison(left, operator, rule.precedence);
    const right = this.expression(rule.rightAssociative ? rule.precedence : rule.precedence + 1);
    return this.node({ kind: 'binary', operator: operator.value, left, right }, operator.at);
  }

  /** `1 < x < 3` is `1 < x && x < 3`. */
  #comparison(first: ExprNode, firstOperator: Token, precedence: number): ExprNode {
    let left = first;
    let operator = firstOperator;
    let root: ExprNode | undefined;
    for (;;) {
      const right = this.expression(precedence + 1);
      const { at, value } = operator;
      const comparison = this.node({ kind: 'binary', operator: value, left, right }, at);
      root =
        root === undefined
          ? comparison
          : this.node({ kind: 'binary', operator: '&&', left: root, right: comparison }, at);
      left = right;
      operator = this.current;
      if (operator.kind !== 'Operator' || !COMPARISONS.has(operator.value)) return root;
      this.next();
    }
  }

  #declaration(): ExprNode {
    this.next();
    const name = this.expect('Identifier');
    this.expect('Operator', '=');
    const value = this.expression(0);
    this.expect('Operator', ';');
    const body = this.sequence();
    return this.node({ kind: 'let', name: name.value, value, body }, name.at);
  }

  #if(): ExprNode {
    const { at } = this.current;
    this.next();
    const condition = this.expression(0);
    const whenTrue = this.#block();
    this.expect('Operator', 'else');
    const whenFalse = this.is('Operator', 'if') ? this.expression(0) : this.#block();
    return this.node({ kind: 'conditional', condition, whenTrue, whenFalse }, at);
  }

  #block(): ExprNode {
    this.expect('Bracket', '{');
    const body = this.sequence();
    this.expect('Bracket', '}');
    return body;
  }

  /** `a ? b : c`, and `a ?: c`, which is a where it holds. */
  #conditional(start: ExprNode): ExprNode {
    let node = start;
    while (this.is('Operator', '?')) {
      this.next();
      let whenTrue = node;
      if (this.is('Operator', ':')) {
        this.next();
      } else {
        whenTrue = this.expression(0);
        this.expect('Operator', ':');
      }
      const whenFalse = this.expression(0);
      node = this.node({ kind: 'conditional', condition: node, whenTrue, whenFalse }, this.current.at);
    }
    return node;
  }
}
