import { GoRegexp } from '../regexp/go-regexp.ts';
import { attempt, type ExpressionFailure } from '../result.ts';
import { binaryNature } from './binary-nature.ts';
import { BUILTIN_NAMES, PREDICATE_BUILTINS } from './builtin-names.ts';
import { BUILTIN_CHECKS, BUILTIN_SIGNATURES } from './builtin-signatures.ts';
import type { ExprEnvironment } from './environment.ts';
import {
  ANY,
  arrayNature,
  BOOL,
  BYTES,
  conditionalNature,
  describeNature,
  elementOf,
  FLOAT,
  type FunctionSignature,
  functionNature,
  INT,
  isAssignable,
  isNumber,
  isUnknown,
  MAP,
  type Nature,
  NIL,
  natureOf,
  STRING,
  UNKNOWN,
} from './nature.ts';
import { PREDICATE_VARIABLES, predicateError, predicateResult } from './predicate-natures.ts';
import { errorAt } from './source-error.ts';
import type { ExprNode, ExprNodeOf, ExprTree } from './syntax-tree.ts';

/**
 * Checks an expression against its environment before it runs, as expr-lang's Compile does: unknown names and
 * operands that cannot fit are errors even where they would not be reached.
 *
 * @throws ExpressionFailure in expr-lang's words.
 */
export function checkExpr(tree: ExprTree, environment: ExprEnvironment): void {
  new Checker(tree.source, environment).check(tree.root);
}

interface PredicateScope {
  collection: Nature;
  variables: ReadonlyMap<string, Nature>;
}

class Checker {
  readonly #source: string;
  readonly #environment: ExprEnvironment;
  readonly #predicates: PredicateScope[] = [];
  readonly #variables: { name: string; nature: Nature }[] = [];
  /** A node stands at one place, so that its nature is one; overloads would else look at arguments 2^depth times. */
  readonly #known = new Map<ExprNode, Nature>();

  constructor(source: string, environment: ExprEnvironment) {
    this.#source = source;
    this.#environment = environment;
  }

  check(node: ExprNode): Nature {
    const known = this.#known.get(node);
    if (known !== undefined) return known;
    const nature = this.#check(node);
    this.#known.set(node, nature);
    return nature;
  }

  #check(node: ExprNode): Nature {
    switch (node.kind) {
      case 'nil':
        return NIL;
      case 'integer':
        return INT;
      case 'float':
        return FLOAT;
      case 'bool':
        return BOOL;
      case 'string':
        return STRING;
      case 'bytes':
        return BYTES;
      case 'map':
        for (const { key, value } of node.pairs) {
          this.check(key);
          this.check(value);
        }
        return MAP;
      case 'identifier':
        return this.#identifier(node);
      case 'pointer':
        return this.#pointer(node);
      case 'unary':
        return this.#unary(node);
      case 'binary':
        return this.#binary(node);
      case 'chain':
        return this.check(node.node);
      case 'member':
        return this.#member(node);
      default:
        return this.#checkCompound(node);
    }
  }

  #checkCompound(
    node: ExprNodeOf<
      'slice' | 'call' | 'builtin' | 'predicate' | 'let' | 'sequence' | 'conditional' | 'array'
    >,
  ): Nature {
    switch (node.kind) {
      case 'slice':
        return this.#slice(node);
      case 'call':
        return this.#call(node);
      case 'builtin':
        return this.#builtin(node);
      case 'predicate':
        return this.check(node.body);
      case 'let':
        return this.#let(node);
      case 'sequence':
        return node.nodes.map((part) => this.check(part)).at(-1) ?? UNKNOWN;
      case 'conditional':
        return this.#conditional(node);
      case 'array':
        return this.#array(node);
    }
  }

  #error(node: ExprNode, message: string): ExpressionFailure {
    return errorAt(this.#source, node.at, message);
  }

  #identifier(node: ExprNodeOf<'identifier'>): Nature {
    const variable = this.#variables.findLast(({ name }) => name === node.name);
    if (variable !== undefined) return variable.nature;
    if (node.name === '$env') return UNKNOWN;
    return this.#nameInEnvironment(node, node.name, true, true);
  }

  #nameInEnvironment(node: ExprNode, name: string, strict: boolean, builtins: boolean): Nature {
    const value = this.#environment.get(name);
    if (value !== undefined) return natureOf(value);
    if (builtins && (BUILTIN_NAMES.has(name) || PREDICATE_BUILTINS.has(name))) {
      const [signature] = BUILTIN_SIGNATURES.get(name) ?? [];
      return functionNature(signature ?? { params: [ANY], variadic: true, result: ANY });
    }
    if (strict) throw this.#error(node, `unknown name ${name}`);
    return UNKNOWN;
  }

  #pointer(node: ExprNodeOf<'pointer'>): Nature {
    const scope = this.#predicates.at(-1);
    if (scope === undefined) throw this.#error(node, 'cannot use pointer accessor outside predicate');
    if (node.name === '') return isUnknown(scope.collection) ? UNKNOWN : elementOf(scope.collection);
    const nature = scope.variables.get(node.name);
    if (nature === undefined) throw this.#error(node, `unknown pointer #${node.name}`);
    return nature;
  }

  #unary(node: ExprNodeOf<'unary'>): Nature {
    const operand = this.check(node.operand);
    if (node.operator === '!' || node.operator === 'not') {
      if (operand.kind === 'bool' || isUnknown(operand)) return BOOL;
    } else {
      if (isNumber(operand)) return operand;
      if (isUnknown(operand)) return UNKNOWN;
    }
    throw this.#error(
      node,
      `invalid operation: ${node.operator} (mismatched type ${describeNature(operand)})`,
    );
  }

  #binary(node: ExprNodeOf<'binary'>): Nature {
    const left = this.check(node.left);
    const right = this.check(node.right);
    if (node.operator === 'matches' && node.right.kind === 'string') {
      const pattern = node.right.value;
      const compiled = attempt(() => new GoRegexp(pattern));
      if (!compiled.ok) throw this.#error(node, compiled.error.message);
    }
    const nature = binaryNature(node.operator, left, right);
    if (typeof nature === 'string') throw this.#error(node, nature);
    return nature;
  }

  #member(node: ExprNodeOf<'member'>): Nature {
    const name = node.property.kind === 'string' ? node.property.value : undefined;
    if (node.object.kind === 'identifier' && node.object.name === '$env') {
      return name === undefined ? UNKNOWN : this.#nameInEnvironment(node, name, !node.optional, false);
    }
    const base = this.check(node.object);
    const property = this.check(node.property);
    if (isUnknown(base)) return UNKNOWN;
    if (base.kind === 'nil' && name !== undefined) {
      throw this.#error(node, `type nil has no field ${name}`);
    }
    if (base.kind === 'map') return this.#mapElement(node, base, property);
    if (base.kind === 'array') {
      if (property.kind !== 'int' && !isUnknown(property)) {
        const type = describeNature(property);
        throw this.#error(
          node.property,
          `array elements can only be selected using an integer (got ${type})`,
        );
      }
      return elementOf(base);
    }
    // Methods of time.Time and the like exist in Go; here their use is unknown until it runs.
    if (name !== undefined && (base.kind === 'time' || base.kind === 'duration')) return UNKNOWN;
    const type = describeNature(base);
    if (name === undefined) {
      throw this.#error(node, `type ${type}[${describeNature(property)}] is undefined`);
    }
    throw this.#error(node, `type ${type} has no ${node.method ? 'method' : 'field'} ${name}`);
  }

  #mapElement(node: ExprNodeOf<'member'>, base: Nature, property: Nature): Nature {
    if (!base.anyKeys && property.kind !== 'string' && !isUnknown(property)) {
      throw this.#error(
        node.property,
        `cannot use ${describeNature(property)} to get an element from ${describeNature(base)}`,
      );
    }
    return elementOf(base);
  }

  #slice(node: ExprNodeOf<'slice'>): Nature {
    const nature = this.check(node.object);
    if (isUnknown(nature)) return UNKNOWN;
    if (nature.kind !== 'string' && nature.kind !== 'array') {
      throw this.#error(node, `cannot slice ${describeNature(nature)}`);
    }
    for (const index of [node.from, node.to]) {
      if (index === undefined) continue;
      const found = this.check(index);
      if (found.kind !== 'int' && !isUnknown(found)) {
        throw this.#error(index, `non-integer slice index ${describeNature(found)}`);
      }
    }
    return nature;
  }

  #call(node: ExprNodeOf<'call'>): Nature {
    const { callee } = node;
    const nature = this.check(callee);
    if (callee.kind === 'identifier' && callee.name === '$env') {
      throw this.#error(node, 'map[string]interface {} is not callable');
    }
    if (isUnknown(nature)) {
      // The arguments are not checked, as in expr-lang: what they are shows when they run.
      return UNKNOWN;
    }
    const name =
      callee.kind === 'identifier'
        ? callee.name
        : callee.kind === 'member' && callee.property.kind === 'string'
          ? callee.property.value
          : 'function';
    if (nature.kind === 'nil') throw this.#error(node, `${name} is nil; cannot call nil as function`);
    if (nature.signature === undefined) throw this.#error(node, `${describeNature(nature)} is not callable`);
    const failure = this.#argumentError(name, nature.signature, node.args, node);
    if (failure !== undefined) throw failure;
    return nature.signature.result;
  }

  #builtin(node: ExprNodeOf<'builtin'>): Nature {
    if (PREDICATE_BUILTINS.has(node.name)) return this.#predicateBuiltin(node);
    if (node.name === 'get') return this.#get(node);
    const check = BUILTIN_CHECKS.get(node.name);
    if (check !== undefined) {
      const nature = check(node.args.map((argument) => this.check(argument)));
      if (typeof nature === 'string') throw this.#error(node, nature);
      return nature;
    }
    let failure: ExpressionFailure | undefined;
    for (const signature of BUILTIN_SIGNATURES.get(node.name) ?? []) {
      failure = this.#argumentError(node.name, signature, node.args, node);
      if (failure === undefined) return signature.result;
    }
    throw failure ?? this.#error(node, `unknown builtin ${node.name}`);
  }

  #argumentError(
    name: string,
    signature: FunctionSignature,
    args: ExprNode[],
    node: ExprNode,
  ): ExpressionFailure | undefined {
    const { params, variadic } = signature;
    const least = variadic ? params.length - 1 : params.length;
    const fits = variadic ? args.length >= least : args.length === least;
    // What is wrong in the arguments is found first.
    if (!fits) for (const argument of args) this.check(argument);
    if (args.length < least) return this.#error(node, `not enough arguments to call ${name}`);
    if (!variadic && args.length > least) return this.#error(node, `too many arguments to call ${name}`);
    for (const [index, argument] of args.entries()) {
      const param = params[Math.min(index, params.length - 1)] ?? ANY;
      const nature = this.check(argument);
      const accepted =
        nature.kind === 'nil' ? param.kind === 'any' : isUnknown(nature) || isAssignable(nature, param);
      if (accepted) continue;
      const what = nature.kind === 'nil' ? 'nil' : describeNature(nature);
      // expr-lang leaves a blank at the end of the second kind.
      const end = nature.kind === 'nil' ? '' : ' ';
      return this.#error(
        argument,
        `cannot use ${what} as argument (type ${describeNature(param)}) to call ${name}${end}`,
      );
    }
    return undefined;
  }

  #get(node: ExprNodeOf<'builtin'>): Nature {
    const [from, key] = node.args;
    if (node.args.length !== 2 || from === undefined || key === undefined) {
      throw this.#error(node, `invalid number of arguments (expected 2, got ${node.args.length})`);
    }
    const base = this.check(from);
    const property = this.check(key);
    if (isUnknown(base)) return UNKNOWN;
    if (base.kind === 'array') {
      if (property.kind === 'int' || isUnknown(property)) return elementOf(base);
      throw this.#error(key, `non-integer slice index ${describeNature(property)}`);
    }
    if (base.kind === 'map') {
      if (base.anyKeys || property.kind === 'string' || isUnknown(property)) return elementOf(base);
      throw this.#error(
        key,
        `cannot use ${describeNature(property)} to get an element from ${describeNature(base)}`,
      );
    }
    throw this.#error(from, `type ${describeNature(base)} does not support indexing`);
  }

  #predicateBuiltin(node: ExprNodeOf<'builtin'>): Nature {
    const [list, predicate, extra] = node.args;
    if (list === undefined) throw this.#error(node, `not enough arguments to call ${node.name}`);
    const collection = this.check(list);
    if (collection.kind !== 'array' && !isUnknown(collection)) {
      throw this.#error(list, `builtin ${node.name} takes only array (got ${describeNature(collection)})`);
    }
    const variables = PREDICATE_VARIABLES.get(node.name) ?? new Map();
    this.#predicates.push({ collection, variables });
    const result = predicate === undefined ? undefined : this.check(predicate);
    this.#predicates.pop();
    if (extra !== undefined) {
      const order = this.check(extra);
      if (node.name === 'sortBy' && order.kind !== 'string' && !isUnknown(order)) {
        throw this.#error(extra, `sortBy order argument must be a string (got ${describeNature(order)})`);
      }
    }
    const wrong = result === undefined ? undefined : predicateError(node.name, result);
    if (wrong !== undefined) throw this.#error(predicate ?? node, wrong);
    return predicateResult(node.name, collection, result);
  }

  #let(node: ExprNodeOf<'let'>): Nature {
    const { name } = node;
    if (this.#environment.get(name) !== undefined) throw this.#error(node, `cannot redeclare ${name}`);
    if (BUILTIN_NAMES.has(name) || PREDICATE_BUILTINS.has(name)) {
      throw this.#error(node, `cannot redeclare builtin ${name}`);
    }
    if (this.#variables.some((variable) => variable.name === name)) {
      throw this.#error(node, `cannot redeclare variable ${name}`);
    }
    this.#variables.push({ name, nature: this.check(node.value) });
    const nature = this.check(node.body);
    this.#variables.pop();
    return nature;
  }

  #conditional(node: ExprNodeOf<'conditional'>): Nature {
    const condition = this.check(node.condition);
    if (condition.kind !== 'bool' && !isUnknown(condition)) {
      throw this.#error(
        node.condition,
        `non-bool expression (type ${describeNature(condition)}) used as condition`,
      );
    }
    return conditionalNature(this.check(node.whenTrue), this.check(node.whenFalse));
  }

  #array(node: ExprNodeOf<'array'>): Nature {
    return arrayNature(node.items.map((item) => this.check(item)));
  }
}
