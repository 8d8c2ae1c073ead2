/** Bounds on what a manifest may cost to read. A workflow of 10,000 steps, one a line, stays under all of them. */
export const MAX_BYTES = 2 * 1024 * 1024;
/** Collections inside collections. Argo's own types need about 20. */
export const MAX_DEPTH = 128;
/** Values that stand in the document only through an alias; go-yaml allows 99 in 100 and about 400,000. */
export const MAX_ALIASED_VALUES = 100_000;
/** A broken document can be wrong on every line; nobody reads more. */
export const MAX_PROBLEMS = 100;
