import { getElement } from '../expr/access.ts';
import type { ExprEnvironment } from '../expr/environment.ts';
import { parseExpr } from '../expr/expr-parser.ts';
import { childrenOf, type ExprNode, type ExprNodeOf } from '../expr/syntax-tree.ts';
import { AnyKeyMap, EnvironmentMap, type GoValue } from '../go/go-value.ts';

/**
 * The names and dotted paths that an expression refers to and the environment does not have, in the order in which
 * they stand. A path whose access is guarded, by `??` behind it or `?.` in it, does not count; the name it begins
 * with does (Argo's missingVarsInEnv).
 *
 * @throws ExpressionFailure for what is no expression.
 */
export function missingVariables(expression: string, environment: ExprEnvironment): string[] {
  const { root } = parseExpr(expression, () => false);
  const guarded = new Set<ExprNode>();
  walk(root, (node) => collectGuarded(node, guarded));
  const names = new Set<string>();
  walk(root, (node) => {
    if (guarded.has(node)) return;
    if (node.kind === 'identifier') names.add(node.name);
    if (node.kind === 'member') {
      const path = pathOf(node);
      if (path !== undefined) names.add(path);
    }
  });
  return [...names].filter((name) => !isKnown(name, environment));
}

/** Children first, as expr-lang walks. */
function walk(node: ExprNode, visit: (node: ExprNode) => void): void {
  for (const child of childrenOf(node)) walk(child, visit);
  visit(node);
}

function collectGuarded(node: ExprNode, guarded: Set<ExprNode>): void {
  if (node.kind === 'binary' && node.operator === '??') {
    walk(node.left, (inner) => {
      if (inner.kind === 'member') guarded.add(inner);
    });
  }
  if (node.kind === 'member' && node.optional && node.object.kind === 'member') guarded.add(node.object);
}

function pathOf(node: ExprNodeOf<'member'>): string | undefined {
  const parts: string[] = [];
  let current: ExprNode = node;
  while (current.kind === 'member') {
    if (current.optional || current.property.kind !== 'string') return undefined;
    parts.unshift(current.property.value);
    current = current.object;
  }
  if (current.kind !== 'identifier') return undefined;
  return [current.name, ...parts].join('.');
}

/** Whether the path leads somewhere; nil at its end counts. */
function isKnown(path: string, environment: ExprEnvironment): boolean {
  const [first = '', ...rest] = path.split('.');
  let value: GoValue | undefined = environment.get(first);
  for (const part of rest) {
    if (value === undefined) return false;
    value = childOf(value, part);
  }
  return value !== undefined;
}

function childOf(value: GoValue, key: string): GoValue | undefined {
  if (value instanceof EnvironmentMap || value instanceof Map) return value.get(key);
  return value instanceof AnyKeyMap ? getElement(value, key) : undefined;
}
