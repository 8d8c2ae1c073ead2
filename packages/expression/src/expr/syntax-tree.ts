/** Where a node stands (in code points), and how many levels are below it. */
interface NodeBase {
  at: number;
  height: number;
}

export type ExprNode = NodeBase & ExprNodeShape;

export type ExprNodeOf<K extends ExprNode['kind']> = Extract<ExprNode, { kind: K }>;

/** The nodes of expr-lang's syntax tree. */
export type ExprNodeShape =
  | { kind: 'nil' }
  | { kind: 'identifier'; name: string }
  | { kind: 'integer'; value: bigint }
  | { kind: 'float'; value: number }
  | { kind: 'bool'; value: boolean }
  | { kind: 'string'; value: string }
  | { kind: 'bytes'; value: Uint8Array }
  | { kind: 'unary'; operator: string; operand: ExprNode }
  | { kind: 'binary'; operator: string; left: ExprNode; right: ExprNode }
  /** What a `?.` in it cuts short is nil as a whole. */
  | { kind: 'chain'; node: ExprNode }
  | { kind: 'member'; object: ExprNode; property: ExprNode; optional: boolean; method: boolean }
  | { kind: 'slice'; object: ExprNode; from: ExprNode | undefined; to: ExprNode | undefined }
  | { kind: 'call'; callee: ExprNode; args: ExprNode[] }
  | { kind: 'builtin'; name: string; args: ExprNode[] }
  | { kind: 'predicate'; body: ExprNode }
  /** `#`, `#index`, `#acc`. */
  | { kind: 'pointer'; name: string }
  | { kind: 'let'; name: string; value: ExprNode; body: ExprNode }
  | { kind: 'sequence'; nodes: ExprNode[] }
  | { kind: 'conditional'; condition: ExprNode; whenTrue: ExprNode; whenFalse: ExprNode }
  | { kind: 'array'; items: ExprNode[] }
  | { kind: 'map'; pairs: { key: ExprNode; value: ExprNode }[] };

export interface ExprTree {
  source: string;
  root: ExprNode;
}

/** The nodes right below a node, in the order in which expr-lang walks them. */
export function childrenOf(node: ExprNodeShape): ExprNode[] {
  switch (node.kind) {
    case 'unary':
      return [node.operand];
    case 'binary':
      return [node.left, node.right];
    case 'chain':
      return [node.node];
    case 'member':
      return [node.object, node.property];
    case 'slice':
      return [node.object, node.from, node.to].filter((child) => child !== undefined);
    case 'call':
      return [node.callee, ...node.args];
    case 'builtin':
      return node.args;
    case 'predicate':
      return [node.body];
    case 'let':
      return [node.value, node.body];
    case 'sequence':
      return node.nodes;
    case 'conditional':
      return [node.condition, node.whenTrue, node.whenFalse];
    case 'array':
      return node.items;
    case 'map':
      return node.pairs.flatMap((pair) => [pair.key, pair.value]);
    default:
      return [];
  }
}
