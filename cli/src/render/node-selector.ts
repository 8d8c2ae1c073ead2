import type { NodeView } from './view.ts';

export type NodeFilter = (node: NodeView) => boolean;

export type ParsedSelector = { ok: true; matches: NodeFilter } | { ok: false; message: string };

interface Requirement {
  readonly field: string;
  readonly equal: boolean;
  readonly value: string;
}

/**
 * A selector of nodes: `phase=Failed,displayName!=a`. The fields are Argo's (SelectorMatchesNode): displayName,
 * templateName, phase, name, id, templateRef.name, templateRef.template and inputs.parameters.NAME.value; any other
 * is the empty text. The syntax is that of Kubernetes' field selectors: `=`, `==`, `!=`, and `\` before a character
 * that should lose its meaning.
 */
export function parseNodeSelector(selector: string): ParsedSelector {
  const requirements: Requirement[] = [];
  for (const term of splitUnescaped(selector, ',')) {
    if (term === '') continue;
    const match = /^((?:[^\\=!]|\\.)+)(!=|==|=)((?:[^\\=]|\\.)*)$/s.exec(term);
    if (match === null)
      return { ok: false, message: `invalid selector: '${selector}'; can't understand '${term}'` };
    requirements.push({
      field: unescaped(match[1] ?? ''),
      equal: match[2] !== '!=',
      value: unescaped(match[3] ?? ''),
    });
  }
  return {
    ok: true,
    matches: (node) =>
      requirements.every(({ field, equal, value }) => (fieldOf(node, field) === value) === equal),
  };
}

function fieldOf(node: NodeView, field: string): string {
  const parameter = /^inputs\.parameters\.(.+)\.value$/s.exec(field)?.[1];
  if (parameter !== undefined) {
    return node.inputs?.parameters?.find(({ name }) => name === parameter)?.value ?? '';
  }
  switch (field) {
    case 'displayName':
      return node.displayName ?? '';
    case 'templateName':
      return node.templateRef === undefined ? (node.templateName ?? '') : (node.templateRef.template ?? '');
    case 'phase':
      return node.phase ?? '';
    case 'name':
      return node.name;
    case 'id':
      return node.id;
    case 'templateRef.name':
      return node.templateRef?.name ?? '';
    case 'templateRef.template':
      return node.templateRef?.template ?? '';
    default:
      return '';
  }
}

function splitUnescaped(text: string, separator: string): string[] {
  const parts = [''];
  for (let index = 0; index < text.length; index++) {
    const character = text.charAt(index);
    if (character === separator) {
      parts.push('');
      continue;
    }
    const taken = character === '\\' ? text.slice(index, index + 2) : character;
    parts[parts.length - 1] += taken;
    index += taken.length - 1;
  }
  return parts;
}

function unescaped(text: string): string {
  return text.replace(/\\(.)/gs, '$1');
}
