/**
 * JSON for a `jsonb` column, which takes neither the NUL character nor half of a surrogate pair: they become the
 * replacement character.
 */
export function jsonbText(value: Readonly<Record<string, string>>): string {
  const entries = Object.entries(value).map(([key, text]) => [storable(key), storable(text)]);
  return JSON.stringify(Object.fromEntries(entries));
}

/** A text that PostgreSQL can store in a `text` column. */
export function storable(text: string): string {
  return text.toWellFormed().replaceAll('\0', '\ufffd');
}
