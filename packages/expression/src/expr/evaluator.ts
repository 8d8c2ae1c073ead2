import { type GoValue, isNil } from '../go/go-value.ts';
import { spendOn } from '../go/value-cost.ts';
import { MEMORY_BUDGET } from '../limits.ts';
import type { Meter } from '../meter.ts';
import { GoRegexp } from '../regexp/go-regexp.ts';
import { ExpressionFailure } from '../result.ts';
import { fetch, isIn, mapKey, slice } from './access.ts';
import { PREDICATE_BUILTINS } from './builtin-names.ts';
import { callBuiltin } from './builtins.ts';
import { callFunction } from './call-function.ts';
import type { ExprEnvironment } from './environment.ts';
import {
  add,
  asBool,
  asString,
  divide,
  equal,
  isOrdered,
  modulo,
  multiply,
  negate,
  power,
  subtract,
  toInt,
} from './operations.ts';
import { type PredicateScope, runPredicateBuiltin } from './predicate-builtins.ts';
import { errorAt } from './source-error.ts';
import type { ExprNode, ExprNodeOf, ExprTree } from './syntax-tree.ts';

/**
 * Runs an expression that has been checked.
 *
 * @throws ExpressionFailure in expr-lang's words, and where a limit is reached.
 */
export function evaluateTree(tree: ExprTree, environment: ExprEnvironment, meter: Meter): GoValue {
  return new Evaluator(tree, environment, meter).run();
}

/** Thrown through a chain where its `?.` finds nil. */
const CHAIN_CUT = Symbol('the chain ends in nil');

const ARITHMETIC: ReadonlyMap<string, (left: GoValue, right: GoValue) => GoValue> = new Map([
  ['+', add],
  ['-', subtract],
  ['*', multiply],
  ['/', divide],
  ['%', modulo],
  ['**', power],
  ['^', power],
]);

export class Evaluator {
  readonly #tree: ExprTree;
  readonly #environment: ExprEnvironment;
  readonly #scopes: PredicateScope[] = [];
  readonly #variables: { name: string; value: GoValue }[] = [];
  readonly #patterns = new Map<string, GoRegexp>();
  /** Where the operation that runs stands; an error is shown there. */
  place = 0;
  readonly #meter: Meter;
  #memory = 0;

  constructor(tree: ExprTree, environment: ExprEnvironment, meter: Meter) {
    this.#meter = meter;
    this.#tree = tree;
    this.#environment = environment;
  }

  run(): GoValue {
    try {
      return this.evaluate(this.#tree.root);
    } catch (failure) {
      if (!(failure instanceof ExpressionFailure)) throw failure;
      throw errorAt(this.#tree.source, this.place, failure.message);
    }
  }

  evaluate(node: ExprNode): GoValue {
    this.#meter.spend(1);
    switch (node.kind) {
      case 'nil':
        return null;
      case 'integer':
      case 'float':
      case 'bool':
      case 'string':
      case 'bytes':
        return node.value;
      case 'identifier':
        return this.#identifier(node);
      case 'pointer':
        return this.#pointer(node);
      case 'unary':
        return this.#unary(node);
      case 'binary':
        return this.#binary(node);
      case 'chain':
        return this.#chain(node);
      case 'member':
        return this.#member(node);
      default:
        return this.#evaluateCompound(node);
    }
  }

  #evaluateCompound(
    node: ExprNodeOf<
      'slice' | 'call' | 'builtin' | 'predicate' | 'let' | 'sequence' | 'conditional' | 'array' | 'map'
    >,
  ): GoValue {
    switch (node.kind) {
      case 'slice':
        return this.#slice(node);
      case 'call': {
        const args = node.args.map((argument) => this.evaluate(argument));
        const callee = this.evaluate(node.callee);
        this.place = node.at;
        return this.#paid(args, () => callFunction(callee, args, this.#meter));
      }
      case 'builtin':
        return this.#builtin(node);
      case 'predicate':
        return this.evaluate(node.body);
      case 'let':
        return this.#let(node);
      case 'sequence':
        return node.nodes.map((part) => this.evaluate(part)).at(-1) ?? null;
      case 'conditional':
        return this.#condition(node.condition, node)
          ? this.evaluate(node.whenTrue)
          : this.evaluate(node.whenFalse);
      case 'array':
        return this.#array(node);
      case 'map':
        return this.#map(node);
    }
  }

  /** Counts what an evaluation makes. */
  grow(size: number): void {
    this.#memory += size;
    if (this.#memory >= MEMORY_BUDGET) throw new ExpressionFailure('memory budget exceeded');
  }

  /** Pays for what a function looks at, and for what it makes. */
  #paid(args: GoValue[], run: () => GoValue): GoValue {
    for (const argument of args) spendOn(this.#meter, argument);
    const result = run();
    spendOn(this.#meter, result);
    return result;
  }

  /** Runs with the elements of a list as `#`. */
  within<T>(scope: PredicateScope, run: () => T): T {
    this.#scopes.push(scope);
    const result = run();
    this.#scopes.pop();
    return result;
  }

  #identifier(node: ExprNodeOf<'identifier'>): GoValue {
    const variable = this.#variables.findLast(({ name }) => name === node.name);
    if (variable !== undefined) return variable.value;
    if (node.name === '$env') return this.#environment.toMap();
    return this.#environment.get(node.name) ?? null;
  }

  #pointer(node: ExprNodeOf<'pointer'>): GoValue {
    const scope = this.#scopes.at(-1);
    if (scope === undefined) throw new ExpressionFailure('cannot use pointer accessor outside predicate');
    if (node.name === 'index') return BigInt(scope.index);
    if (node.name === 'acc') return scope.accumulator;
    return scope.items[scope.index] ?? null;
  }

  #unary(node: ExprNodeOf<'unary'>): GoValue {
    const operand = this.evaluate(node.operand);
    this.place = node.at;
    if (node.operator === '-') return negate(operand);
    return node.operator === '+' ? operand : !asBool(operand);
  }

  #condition(node: ExprNode, operator: ExprNode): boolean {
    const value = this.evaluate(node);
    this.place = operator.at;
    return asBool(value);
  }

  #binary(node: ExprNodeOf<'binary'>): GoValue {
    const { operator } = node;
    switch (operator) {
      case 'or':
      case '||':
        return this.#logical(node, true);
      case 'and':
      case '&&':
        return this.#logical(node, false);
      case '??':
        return this.#coalesce(node);
      case 'in':
        return this.#in(node);
    }
    const left = this.evaluate(node.left);
    const right = this.evaluate(node.right);
    this.place = node.at;
    const arithmetic = ARITHMETIC.get(operator);
    if (arithmetic !== undefined) {
      const result = arithmetic(left, right);
      if (typeof result === 'string') spendOn(this.#meter, result);
      return result;
    }
    switch (operator) {
      case '==':
        return equal(left, right, this.#meter);
      case '!=':
        return !equal(left, right, this.#meter);
      case 'matches':
        return !isNil(left) && !isNil(right) && this.#matches(left, right);
      case 'contains':
        spendOn(this.#meter, left);
        return !isNil(left) && !isNil(right) && asString(left).includes(asString(right));
      case 'startsWith':
        return !isNil(left) && !isNil(right) && asString(left).startsWith(asString(right));
      case 'endsWith':
        return !isNil(left) && !isNil(right) && asString(left).endsWith(asString(right));
      case '..':
        return this.#range(toInt(left), toInt(right));
      default:
        return isOrdered(operator, left, right);
    }
  }

  /** The right side is the value, whatever its type, where the left one does not decide. */
  #logical(node: ExprNodeOf<'binary'>, decisive: boolean): GoValue {
    return this.#condition(node.left, node) === decisive ? decisive : this.evaluate(node.right);
  }

  #coalesce(node: ExprNodeOf<'binary'>): GoValue {
    const left = this.evaluate(node.left);
    return isNil(left) ? this.evaluate(node.right) : left;
  }

  #in(node: ExprNodeOf<'binary'>): boolean {
    const left = this.evaluate(node.left);
    const { right } = node;
    if (right.kind === 'binary' && right.operator === '..' && typeof left === 'bigint') {
      if (right.left.kind === 'integer' && right.right.kind === 'integer') {
        return left >= right.left.value && left <= right.right.value;
      }
    }
    if (
      right.kind === 'array' &&
      right.items.length > 0 &&
      right.items.every((item) => item.kind === 'string')
    ) {
      // A list of texts is the keys of a map to expr-lang's optimizer: nil is '' in it, other types are errors.
      this.place = node.at;
      const key = mapKey(left);
      return right.items.some((item) => item.kind === 'string' && item.value === key);
    }
    const value = this.evaluate(right);
    this.place = node.at;
    return isIn(left, value, this.#meter);
  }

  #matches(left: GoValue, right: GoValue): boolean {
    const source = asString(right);
    let pattern = this.#patterns.get(source);
    if (pattern === undefined) {
      pattern = new GoRegexp(source, this.#meter);
      this.#patterns.set(source, pattern);
    }
    const text = left instanceof Uint8Array ? String.fromCharCode(...left) : asString(left);
    return pattern.matches(text);
  }

  #range(from: bigint, to: bigint): GoValue {
    if (to < from) return [];
    const size = to - from + 1n;
    this.grow(size > BigInt(MEMORY_BUDGET) ? MEMORY_BUDGET : Number(size));
    return Array.from({ length: Number(size) }, (_, index) => from + BigInt(index));
  }

  #chain(node: ExprNodeOf<'chain'>): GoValue {
    try {
      const value = this.evaluate(node.node);
      return isNil(value) ? null : value;
    } catch (cut) {
      if (cut === CHAIN_CUT) return null;
      throw cut;
    }
  }

  #member(node: ExprNodeOf<'member'>): GoValue {
    const object = this.evaluate(node.object);
    if (node.optional && isNil(object)) throw CHAIN_CUT;
    const property = this.evaluate(node.property);
    this.place = node.at;
    return fetch(object, property);
  }

  #slice(node: ExprNodeOf<'slice'>): GoValue {
    const value = this.evaluate(node.object);
    const to = node.to === undefined ? undefined : this.evaluate(node.to);
    const from = node.from === undefined ? 0n : this.evaluate(node.from);
    this.place = node.at;
    return slice(value, from, to);
  }

  #builtin(node: ExprNodeOf<'builtin'>): GoValue {
    if (PREDICATE_BUILTINS.has(node.name)) {
      const [list, predicate, extra] = node.args;
      const collection = list === undefined ? null : this.evaluate(list);
      this.place = node.at;
      return runPredicateBuiltin(this, node.name, collection, predicate, extra);
    }
    const args = node.args.map((argument) => this.evaluate(argument));
    this.place = node.at;
    const result = this.#paid(args, () => callBuiltin(node.name, args, this.#meter));
    if (Array.isArray(result)) this.grow(result.length);
    return result;
  }

  #let(node: ExprNodeOf<'let'>): GoValue {
    this.#variables.push({ name: node.name, value: this.evaluate(node.value) });
    const result = this.evaluate(node.body);
    this.#variables.pop();
    return result;
  }

  #array(node: ExprNodeOf<'array'>): GoValue {
    const items = node.items.map((item) => this.evaluate(item));
    this.grow(items.length);
    return items;
  }

  #map(node: ExprNodeOf<'map'>): GoValue {
    const map = new Map<string, GoValue>();
    for (const { key, value } of node.pairs) {
      const name = this.evaluate(key);
      const item = this.evaluate(value);
      this.place = node.at;
      map.set(asString(name), item);
    }
    this.grow(map.size);
    return map;
  }
}
