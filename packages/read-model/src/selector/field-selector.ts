import type { SelectorResult } from './label-selector.ts';

export type SelectableField = 'metadata.name' | 'metadata.namespace' | 'status.phase';

/** One requirement of a Kubernetes field selector. */
export interface FieldRequirement {
  field: SelectableField;
  /** The last two are no part of the syntax: what Argo's `nameFilter` makes of a name. */
  operator: 'equals' | 'differs' | 'contains' | 'startsWith';
  value: string;
}

/**
 * Kubernetes' field selector syntax: `field=value`, `field==value`, `field!=value`, separated by commas; a backslash
 * takes the meaning from a comma, an equals sign or a backslash in a value.
 */
export function parseFieldSelector(text: string): SelectorResult<FieldRequirement[]> {
  const requirements: FieldRequirement[] = [];
  for (const term of splitTerms(text)) {
    if (term === '') continue;
    const match = /^([^=!]+?)(==|!=|=)(.*)$/s.exec(term);
    if (match === null) return { ok: false, message: `invalid field selector: '${term}' has no =, == or !=` };
    const [, field = '', operator, raw = ''] = match;
    if (!isSelectable(field)) return { ok: false, message: `field label not supported: ${field}` };
    const value = unescaped(raw);
    if (value === undefined) return { ok: false, message: `invalid field selector: bad escape in '${term}'` };
    requirements.push({ field, operator: operator === '!=' ? 'differs' : 'equals', value });
  }
  return { ok: true, value: requirements };
}

function isSelectable(field: string): field is SelectableField {
  return field === 'metadata.name' || field === 'metadata.namespace' || field === 'status.phase';
}

function splitTerms(text: string): string[] {
  return text.match(/(?:\\.|\\$|[^,\\])+/gs) ?? [];
}

function unescaped(text: string): string | undefined {
  const valid = /^(?:[^\\=,]|\\[\\=,])*$/s.test(text);
  return valid ? text.replaceAll(/\\([\\=,])/g, '$1') : undefined;
}
