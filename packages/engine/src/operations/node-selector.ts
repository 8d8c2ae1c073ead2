import { failure, type Result, success } from '../result.ts';
import type { NodeState } from '../state.ts';

/** One requirement of a node field selector. */
export interface NodeRequirement {
  field: string;
  equal: boolean;
  value: string;
}

/**
 * Kubernetes' field selector syntax (`fields.ParseSelector`): `field=value`, `field==value`, `field!=value`, separated
 * by commas; a backslash takes the meaning from a comma, an equals sign or a backslash in a value.
 */
export function parseNodeSelector(text: string): Result<NodeRequirement[]> {
  const requirements: NodeRequirement[] = [];
  for (const term of text.match(/(?:\\.|\\$|[^,\\])+/gs) ?? []) {
    const match = /^([^=!]*?)(==|!=|=)(.*)$/s.exec(term);
    if (match === null) return failure(`invalid selector: '${text}'; can't understand '${term}'`);
    const [, field = '', operator, raw = ''] = match;
    const value = unescaped(raw);
    if (value === undefined) return failure(`invalid field selector: ${term}`);
    requirements.push({ field, equal: operator !== '!=', value });
  }
  return success(requirements);
}

/** What a node is chosen by. */
export type SelectableNode = Pick<
  NodeState,
  'id' | 'name' | 'displayName' | 'templateName' | 'phase' | 'inputs'
>;

/** Argo's SelectorMatchesNode; a field that the node does not have is the empty text. */
export function matchesNode(requirements: readonly NodeRequirement[], node: SelectableNode): boolean {
  return requirements.every(({ field, equal, value }) => (fieldOf(node, field) === value) === equal);
}

function fieldOf(node: SelectableNode, field: string): string {
  switch (field) {
    case 'displayName':
    case 'templateName':
    case 'phase':
    case 'name':
    case 'id':
      return node[field];
    default: {
      const name = /^inputs\.parameters\.(.*)\.value$/s.exec(field)?.[1];
      return node.inputs?.parameters?.find((parameter) => parameter.name === name)?.value ?? '';
    }
  }
}

function unescaped(text: string): string | undefined {
  const valid = /^(?:[^\\=,]|\\[\\=,])*$/s.test(text);
  return valid ? text.replaceAll(/\\([\\=,])/g, '$1') : undefined;
}
