import type { Arguments } from '../types/parameters.ts';
import type { TemplateCall } from '../types/template.ts';
import type { TemplateRef } from '../types/template-ref.ts';
import { isOpen } from './name-pattern.ts';

/**
 * The references that a call can make, as far as it is known before the workflow runs: for each of its items, with the
 * workflow's parameters filled in. What is left open may become anything.
 */
export function possibleReferences(
  ref: TemplateRef,
  { withItems = [] }: Pick<TemplateCall, 'withItems'>,
  args: Arguments | undefined,
): TemplateRef[] {
  const { name = '', template = '' } = ref;
  if (!isOpen(name) && !isOpen(template)) return [ref];
  const global = new Map<string, string>();
  for (const parameter of args?.parameters ?? []) {
    const value = parameter.value ?? parameter.default;
    if (value !== undefined) global.set(`workflow.parameters.${parameter.name}`, value);
  }
  const items = withItems.length === 0 ? [new Map<string, string>()] : withItems.map(itemValues);
  return items.map((item) => ({
    ...ref,
    name: filled(filled(name, global), item),
    template: filled(filled(template, global), item),
  }));
}

function itemValues(item: unknown): Map<string, string> {
  const values = new Map<string, string>();
  if (typeof item === 'object' && item !== null) {
    for (const [key, value] of Object.entries(item)) {
      if (isScalar(value)) values.set(`item.${key}`, String(value));
    }
  } else if (isScalar(item)) values.set('item', String(item));
  return values;
}

function isScalar(value: unknown): value is string | number | boolean {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
}

function filled(text: string, values: ReadonlyMap<string, string>): string {
  return text.replace(/\{\{(.*?)\}\}/gs, (tag, name: string) => values.get(name.trim()) ?? tag);
}
