/** What a history that is whole has told of. @throws Error where it has not. */
export function mustGet<V>(map: ReadonlyMap<string, V>, id: string, what: string): V {
  const value = map.get(id);
  if (value === undefined) throw new Error(`broken history: no ${what} ${id}`);
  return value;
}
