import type { Field, FieldType, ObjectType } from './field.ts';

/**
 * A type and all that its fields can hold, each once, in the order in which they are met.
 *
 * @param ofManifests leave out what only the server writes.
 */
export function objectTypes(root: ObjectType, { ofManifests = false } = {}): ObjectType[] {
  const met = new Set<ObjectType>([root]);
  // A set is walked in the order of insertion, what is added on the way included.
  for (const type of met) {
    for (const field of type.fields.values()) {
      const inner = objectOf(field, ofManifests);
      if (inner !== undefined) met.add(inner);
    }
  }
  return [...met];
}

/** The object that a field holds, itself or in lists and maps. */
export function objectIn(type: FieldType): ObjectType | undefined {
  switch (type.kind) {
    case 'list':
      return objectIn(type.item);
    case 'map':
      return objectIn(type.value);
    case 'object':
      return type.type;
    default:
      return undefined;
  }
}

function objectOf(field: Field, ofManifests: boolean): ObjectType | undefined {
  if (field.support === 'refused' || (ofManifests && field.support === 'ignored')) return undefined;
  return objectIn(field.type);
}
