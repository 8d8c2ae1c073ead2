/**
 * What variables resolve to, by their dotted names (`tasks.a.outputs.result`). null is an absent optional: the output
 * of a producer that was skipped or omitted and has no default. undefined is an unknown name.
 */
export interface VariableScope {
  lookup(name: string): string | null | undefined;
  /** Every known name that begins with the prefix, and its value. */
  withPrefix(prefix: string): Iterable<[name: string, value: string | null]>;
}
