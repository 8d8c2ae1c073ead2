import { escapedJson, jsonElements, jsonEntries } from './json-text.ts';

/**
 * One item of a loop, as compact JSON (Argo's Item, workflow_types.go and item.go). A null counts as an empty list
 * there, and so it does here.
 */
export type Item = string;

/** What `{{item}}` stands for. */
export function itemText(item: Item): string {
  switch (item[0]) {
    case '"':
      return JSON.parse(item) as string;
    case '{':
      return objectText(item);
    case '[':
      return escapedJson(item);
    default:
      return item;
  }
}

/** What `{{item.<key>}}` stand for; none where the item is no object. */
export function itemEntries(item: Item): Map<string, string> {
  const entries = item[0] === '{' ? jsonEntries(item) : new Map<string, string>();
  for (const [key, value] of entries) entries.set(key, plainText(value));
  return entries;
}

/** The name of an item's step or task: `name(0:text)` (Argo's processItem and generateNodeName). */
export function itemName(name: string, index: number, item: Item): string {
  return `${name}(${index}:${label(item).replaceAll(/[()]/g, '')})`;
}

function label(item: Item): string {
  if (item[0] === '{') {
    return [...itemEntries(item)]
      .map(([key, value]) => `${key}:${value}`)
      .sort()
      .join(',');
  }
  if (item[0] === '[') return `[${jsonElements(item).map(plainText).join(' ')}]`;
  return item === 'null' ? '[]' : plainText(item);
}

/** JSON, and for a string what stands between its quotes, escapes included (Item.String). */
function plainText(json: string): string {
  const text = json.startsWith('"') ? json.slice(1, -1) : json;
  return text.replaceAll('\\u003c', '<').replaceAll('\\u003e', '>').replaceAll('\\u0026', '&');
}

function objectText(item: Item): string {
  const entries = [...jsonEntries(item)].sort(([a], [b]) => (a < b ? -1 : 1));
  return escapedJson(`{${entries.map(([key, value]) => `${JSON.stringify(key)}:${value}`).join(',')}}`);
}
