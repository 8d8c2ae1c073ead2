/** JSON that has been parsed once, as text: numbers keep their digits and objects their order, as in Go's RawMessage. */

/** The elements of a list, each as compact JSON. */
export function jsonElements(list: string): string[] {
  return split(list).map((text) => compactJson(text));
}

/** The entries of an object, each value as compact JSON; of those with the same key the last counts. */
export function jsonEntries(object: string): Map<string, string> {
  const entries = new Map<string, string>();
  for (const part of split(object)) {
    const [key = '""'] = /^\s*"[^"\\]*(?:\\.[^"\\]*)*"/.exec(part) ?? [];
    entries.set(JSON.parse(key) as string, compactJson(part.slice(part.indexOf(':', key.length) + 1)));
  }
  return entries;
}

/** Without the blanks between values. */
export function compactJson(text: string): string {
  return text.replace(/"[^"\\]*(?:\\.[^"\\]*)*"|\s+/g, (part) => (part.startsWith('"') ? part : ''));
}

/** As json.Marshal writes a RawMessage: HTML's characters are escaped, and so are U+2028 and U+2029. */
export function escapedJson(compact: string): string {
  return compact.replace(
    /[<>&\u2028\u2029]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

/** How deep lists and objects stand in each other; of text that is no JSON any number. */
export function jsonDepth(text: string): number {
  let depth = 0;
  let deepest = 0;
  for (const [token] of text.matchAll(/"[^"\\]*(?:\\.[^"\\]*)*"|[[\]{}]/g)) {
    if (token === '[' || token === '{') depth += 1;
    else if (token === ']' || token === '}') depth -= 1;
    deepest = Math.max(deepest, depth);
  }
  return deepest;
}

/** What stands between the outermost brackets, at its commas. */
function split(text: string): string[] {
  const inner = text.slice(text.search(/[[{]/) + 1, text.search(/[\]}]\s*$/));
  const parts: string[] = [];
  let depth = 0;
  let from = 0;
  for (const { 0: token, index } of inner.matchAll(/"[^"\\]*(?:\\.[^"\\]*)*"|[[\]{},]/g)) {
    if (token === '[' || token === '{') depth += 1;
    else if (token === ']' || token === '}') depth -= 1;
    else if (token === ',' && depth === 0) {
      parts.push(inner.slice(from, index));
      from = index + 1;
    }
  }
  if (inner.slice(from).trim() !== '') parts.push(inner.slice(from));
  return parts;
}
