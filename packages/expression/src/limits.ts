/**
 * What one evaluation may use. Expressions come from users and run inside the scheduler, so that each has a bound in
 * time and in space; those that expr-lang has too carry its values and its words.
 */

/** Nodes of one syntax tree (expr-lang's DefaultMaxNodes). */
export const MAX_NODES = 10_000;

/** Levels of one syntax tree, well below what the call stack holds. */
export const MAX_DEPTH = 500;

/** Elements of all lists, maps and ranges that one evaluation makes (expr-lang's DefaultMemoryBudget). */
export const MEMORY_BUDGET = 1_000_000;

/** Steps of one evaluation: nodes visited, elements compared, states of a regular expression. */
export const MAX_STEPS = 20_000_000;

/** UTF-16 units of one text, whether it is read or made. */
export const MAX_TEXT = 16 * 1024 * 1024;

/** UTF-16 units of a text that a message repeats; longer ones are cut. */
export const MAX_SHOWN = 2_000;

/** UTF-16 units of one message. */
export const MAX_MESSAGE = 16_384;

/** UTF-16 units of one expression. */
export const MAX_EXPRESSION = 256 * 1024;

/** Instructions that one regular expression may compile to (RE2 refuses repetitions of more than 1,000, too). */
export const MAX_REGEXP_PROGRAM = 20_000;
