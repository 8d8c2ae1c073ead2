/** A `{{…}}` in a text. */
export interface Tag {
  /** What stands between the braces, blanks included. */
  content: string;
  /** The name of a variable, blanks cut off; undefined for an expression (`{{=…}}`). */
  variable?: string;
  /** For an expression, its text. */
  expression?: string;
}

export interface Tags {
  tags: Tag[];
  /** What follows a `{{` that nothing closes. */
  unclosed?: string;
}

const OPEN = '{{';
const CLOSE = '}}';

/** The tags of a text, found as Argo finds them (fasttemplate): a `{{` and the next `}}` after it. */
export function scanTags(text: string): Tags {
  const tags: Tag[] = [];
  let at = text.indexOf(OPEN);
  while (at >= 0) {
    const end = text.indexOf(CLOSE, at + OPEN.length);
    if (end < 0) return { tags, unclosed: text.slice(at + OPEN.length) };
    tags.push(tagOf(text.slice(at + OPEN.length, end)));
    at = text.indexOf(OPEN, end + CLOSE.length);
  }
  return { tags };
}

function tagOf(content: string): Tag {
  return content.startsWith('=')
    ? { content, expression: content.slice(1) }
    : { content, variable: content.trim() };
}

/**
 * Puts values in place of the variables that have one; other tags stay, expressions too. Of nested tags
 * (`{{inputs.parameters.{{workflow.parameters.which}}}}`) the inner is replaced, as Argo's simpleReplace does.
 */
export function replaceVariables(text: string, find: (name: string) => string | undefined): string {
  let result = '';
  let from = 0;
  let at = text.indexOf(OPEN);
  while (at >= 0) {
    const end = text.indexOf(CLOSE, at + OPEN.length);
    if (end < 0) break;
    result += text.slice(from, at) + replaceTag(text.slice(at + OPEN.length, end), find);
    from = end + CLOSE.length;
    at = text.indexOf(OPEN, from);
  }
  return result + text.slice(from);
}

function replaceTag(content: string, find: (name: string) => string | undefined): string {
  const whole = `${OPEN}${content}${CLOSE}`;
  if (content.startsWith('=')) return whole;
  const value = find(content.trim());
  if (value !== undefined) return value;
  const inner = content.lastIndexOf(OPEN);
  const nested = inner > 0 ? find(content.slice(inner + OPEN.length)) : undefined;
  return nested === undefined ? whole : `${OPEN}${content.slice(0, inner)}${nested}`;
}
