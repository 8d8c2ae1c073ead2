export const PARTS = ['lint', 'expressions', 'traces', 'workflows'] as const;

export type Part = (typeof PARTS)[number];

/** What became of one case. */
export interface CaseResult {
  part: Part;
  id: string;
  /** What the table groups by: the row's class, the operation of an expression. */
  class: string;
  features: readonly string[];
  outcome: Outcome;
  /** How long it took, of what was really run. */
  seconds?: number;
}

export type Outcome =
  | { status: 'passed' }
  | { status: 'failed'; expected: string; actual: string }
  /** The reason stands in the row, or in docs/compatibility.md. */
  | { status: 'skipped'; reason: string };

export const passed: Outcome = { status: 'passed' };

export function skipped(reason: string): Outcome {
  return { status: 'skipped', reason };
}

/** Passed where the two are the same text. */
export function compared(expected: string, actual: string): Outcome {
  return expected === actual ? passed : { status: 'failed', expected, actual };
}
