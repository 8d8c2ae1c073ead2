import type { GoValue } from '../go/go-value.ts';

/** The names that an expression may use. */
export interface ExprEnvironment {
  /** undefined where there is no such name; null is a name whose value is nil. */
  get(name: string): GoValue | undefined;
  /** All of them, for `$env`. */
  toMap(): Map<string, GoValue>;
}
