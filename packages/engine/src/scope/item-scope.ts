import { type Item, itemEntries, itemText } from '../loop/item.ts';
import { fixedScope, type Scope } from './scope.ts';

/** `item` and, of an object, `item.<key>`. */
export function itemScope(item: Item): Scope {
  return fixedScope([
    ['item', itemText(item)],
    ...[...itemEntries(item)].map(([key, value]) => [`item.${key}`, value] as const),
  ]);
}
