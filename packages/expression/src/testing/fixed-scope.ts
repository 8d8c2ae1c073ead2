import type { VariableScope } from '../variable-scope.ts';

/** A scope over a few variables, for tests. */
export function fixedScope(variables: Record<string, string | null>): VariableScope {
  const map = new Map(Object.entries(variables));
  return {
    lookup: (name) => map.get(name),
    *withPrefix(prefix) {
      for (const entry of map) if (entry[0].startsWith(prefix)) yield entry;
    },
  };
}
