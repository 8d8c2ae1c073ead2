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
