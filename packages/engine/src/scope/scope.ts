/**
 * What variables resolve to. Names are dotted (`tasks.a.outputs.result`); null is an absent optional, the output of
 * a skipped or omitted producer; undefined is an unknown name. Scopes answer one name at a time, so that nobody
 * ever builds the map of all outputs of a large tree.
 */
export interface Scope {
  lookup(name: string): string | null | undefined;
  /** Every known name that begins with the prefix, for expressions that reach names they compute. */
  withPrefix(prefix: string): Iterable<[name: string, value: string | null]>;
}

/** The first scope that knows a name answers. */
export function layered(...scopes: Scope[]): Scope {
  return {
    lookup(name) {
      for (const scope of scopes) {
        const value = scope.lookup(name);
        if (value !== undefined) return value;
      }
      return undefined;
    },
    *withPrefix(prefix) {
      const seen = new Set<string>();
      for (const scope of scopes) {
        for (const entry of scope.withPrefix(prefix)) {
          if (seen.has(entry[0])) continue;
          seen.add(entry[0]);
          yield entry;
        }
      }
    },
  };
}

/** A scope that is small enough to be held whole. */
export function fixedScope(entries: Iterable<readonly [string, string | null | undefined]>): Scope {
  const map = new Map<string, string | null>();
  for (const [name, value] of entries) if (value !== undefined) map.set(name, value);
  return {
    lookup: (name) => map.get(name),
    *withPrefix(prefix) {
      for (const entry of map) if (entry[0].startsWith(prefix)) yield entry;
    },
  };
}

export const emptyScope: Scope = fixedScope([]);
