export type Fields = Record<string, unknown>;

/** Where a map of a manifest stands. */
export interface Place {
  /** The field that it is, or the list that it is in. */
  name: string;
  /** The fields around that one, the nearest first. */
  within: readonly string[];
  /** The maps around it, the nearest first. */
  around: readonly Fields[];
}

export function fieldsOf(value: unknown): Fields | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : undefined;
}

/** Visits each map of a manifest. */
export function walk(
  value: unknown,
  visit: (fields: Fields, place: Place) => void,
  place: Place = { name: '', within: [], around: [] },
): void {
  if (Array.isArray(value)) {
    for (const item of value) walk(item, visit, place);
    return;
  }
  const fields = fieldsOf(value);
  if (fields === undefined) return;
  visit(fields, place);
  const within = [place.name, ...place.within];
  const around = [fields, ...place.around];
  for (const [name, item] of Object.entries(fields)) walk(item, visit, { name, within, around });
}
