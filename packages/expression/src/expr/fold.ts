import type { GoValue } from '../go/go-value.ts';
import { add, divide, equal, modulo, multiply, negate, power, subtract } from './operations.ts';
import { errorAt } from './source-error.ts';
import type { ExprNode, ExprNodeShape, ExprTree } from './syntax-tree.ts';

const ARITHMETIC: ReadonlyMap<string, (left: GoValue, right: GoValue) => GoValue> = new Map([
  ['+', add],
  ['-', subtract],
  ['*', multiply],
  ['/', divide],
  ['**', power],
  ['^', power],
]);

/**
 * Replaces what is constant in a checked tree by its value, as expr-lang's optimizer does. It shows: `x && false` is
 * false even where x is no bool or cannot be evaluated.
 *
 * @throws ExpressionFailure for a constant division by zero.
 */
export function foldTree(tree: ExprTree): ExprTree {
  return { ...tree, root: fold(tree.root, tree.source) };
}

function fold(node: ExprNode, source: string): ExprNode {
  const folded = withFoldedChildren(node, (child) => fold(child, source));
  if (folded.kind === 'unary') return foldUnary(folded) ?? folded;
  return folded.kind === 'binary' ? (foldBinary(folded, source) ?? folded) : folded;
}

/** Only where operators can stand in one another; lists of constants stay what they are written as. */
function withFoldedChildren(node: ExprNode, run: (child: ExprNode) => ExprNode): ExprNode {
  switch (node.kind) {
    case 'unary':
      return { ...node, operand: run(node.operand) };
    case 'binary':
      return { ...node, left: run(node.left), right: run(node.right) };
    case 'chain':
      return { ...node, node: run(node.node) };
    case 'member':
      return { ...node, object: run(node.object), property: run(node.property) };
    case 'call':
    case 'builtin':
      return { ...node, args: node.args.map(run) };
    case 'predicate':
      return { ...node, body: run(node.body) };
    case 'let':
      return { ...node, value: run(node.value), body: run(node.body) };
    case 'sequence':
      return { ...node, nodes: node.nodes.map(run) };
    case 'conditional':
      return {
        ...node,
        condition: run(node.condition),
        whenTrue: run(node.whenTrue),
        whenFalse: run(node.whenFalse),
      };
    case 'map':
      return { ...node, pairs: node.pairs.map(({ key, value }) => ({ key: run(key), value: run(value) })) };
    default:
      return node;
  }
}

type Of<K extends ExprNode['kind']> = Extract<ExprNode, { kind: K }>;

function literal(node: ExprNode, value: GoValue): ExprNode | undefined {
  const shape = literalShape(value);
  return shape === undefined ? undefined : { ...shape, at: node.at, height: 1 };
}

function literalShape(value: GoValue): ExprNodeShape | undefined {
  if (typeof value === 'bigint') return { kind: 'integer', value };
  if (typeof value === 'number') return { kind: 'float', value };
  if (typeof value === 'boolean') return { kind: 'bool', value };
  return typeof value === 'string' ? { kind: 'string', value } : undefined;
}

const isNumber = (node: ExprNode): node is Of<'integer' | 'float'> =>
  node.kind === 'integer' || node.kind === 'float';

function foldUnary(node: Of<'unary'>): ExprNode | undefined {
  const { operand, operator } = node;
  if (operator === '!' || operator === 'not') {
    return operand.kind === 'bool' ? literal(node, !operand.value) : undefined;
  }
  if (!isNumber(operand)) return undefined;
  return literal(node, operator === '-' ? negate(operand.value) : operand.value);
}

function foldBinary(node: Of<'binary'>, source: string): ExprNode | undefined {
  const { operator, left, right } = node;
  if (operator === 'and' || operator === '&&') return foldLogical(node, false);
  if (operator === 'or' || operator === '||') return foldLogical(node, true);
  if (operator === '==') return foldEquality(node);
  if (operator === '%' && left.kind === 'integer' && right.kind === 'integer') {
    if (right.value === 0n) throw errorAt(source, node.at, 'integer divide by zero');
    return literal(node, modulo(left.value, right.value));
  }
  const areTexts = operator === '+' && left.kind === 'string' && right.kind === 'string';
  const run = ARITHMETIC.get(operator);
  if (run === undefined || !(areTexts || (isNumber(left) && isNumber(right)))) return undefined;
  return 'value' in left && 'value' in right
    ? literal(node, run(left.value as GoValue, right.value as GoValue))
    : undefined;
}

/** @param decisive the value of either side that makes it the value of both. */
function foldLogical(node: Of<'binary'>, decisive: boolean): ExprNode | undefined {
  const { left, right } = node;
  if (left.kind === 'bool' && left.value !== decisive) return right;
  if (right.kind === 'bool' && right.value !== decisive) return left;
  return left.kind === 'bool' || right.kind === 'bool' ? literal(node, decisive) : undefined;
}

function foldEquality(node: Of<'binary'>): ExprNode | undefined {
  const { left, right } = node;
  if (left.kind !== right.kind) return undefined;
  if (left.kind !== 'integer' && left.kind !== 'string' && left.kind !== 'bool') return undefined;
  return 'value' in right ? literal(node, equal(left.value, right.value as GoValue)) : undefined;
}
