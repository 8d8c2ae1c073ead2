import { type Fields, fieldsOf, walk } from '../workflows/fields.ts';

/** A name is made of so many variables of variables at most. */
const DEPTH = 4;

/**
 * The images that a manifest names: as they stand there, and those that a name with variables can become with the
 * items and parameters that the manifest gives.
 */
export function rowImages(manifests: unknown): Set<string> {
  const named = new Set<string>();
  const scopes: Fields[] = [];
  const parameters: Fields = {};
  walk(manifests, (fields, { name: place }) => {
    if (typeof fields.image === 'string' && place !== 'withItems') named.add(fields.image);
    scopes.push(fields);
    if (place === 'parameters' && typeof fields.name === 'string') {
      const { name, value } = fields;
      if (typeof value === 'string' && value.includes('{{')) scopes.push({ [name]: value });
      else if (value !== undefined) parameters[name] ??= value;
      scopes.push(...itemsIn(value));
    }
    if (Array.isArray(fields.withItems)) {
      scopes.push(...fields.withItems.filter((item) => typeof item === 'string').map((item) => ({ item })));
    }
  });
  const images = new Set<string>();
  for (const image of named)
    for (const one of becomes(image, [...scopes, parameters], DEPTH)) images.add(one);
  return images;
}

/** The maps of a list that stands in a parameter as JSON. */
function itemsIn(value: unknown): Fields[] {
  if (typeof value !== 'string' || !value.trimStart().startsWith('[')) return [];
  try {
    const items: unknown = JSON.parse(value);
    return Array.isArray(items) ? items.map(fieldsOf).filter((item) => item !== undefined) : [];
  } catch {
    return [];
  }
}

function becomes(text: string, scopes: readonly Fields[], depth: number): string[] {
  const tags = [...text.matchAll(/\{\{\s*(?:[\w-]+\.)*([\w-]+)\s*\}\}/g)];
  if (tags.length === 0) return text.includes('{{') ? [] : [text];
  if (depth === 0) return [];
  const results = new Set<string>();
  for (const scope of scopes) {
    if (!tags.every(([, name = '']) => isScalar(scope[name]))) continue;
    const filled = tags.reduce((rest, [tag, name = '']) => rest.replace(tag, String(scope[name])), text);
    if (filled !== text) for (const one of becomes(filled, scopes, depth - 1)) results.add(one);
  }
  return [...results];
}

function isScalar(value: unknown): boolean {
  return typeof value === 'string' || typeof value === 'number';
}
