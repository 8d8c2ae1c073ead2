import { MAX_MESSAGE, MAX_SHOWN } from './limits.ts';

/** What an evaluation gives: a value, or Argo's own words for why there is none. */
export type ExpressionResult<T> = { ok: true; value: T } | { ok: false; error: { message: string } };

/**
 * Why an expression has no value. It is thrown inside this package only, where it would have to pass through every
 * operator and function, and becomes a value at the package's edge ({@link attempt}). It is no Error: a stack costs
 * more than most evaluations, and a path or a filter may fail for each of a million elements.
 */
export class ExpressionFailure {
  readonly message: string;

  constructor(message: string) {
    this.message = message;
  }

  toString(): string {
    return this.message;
  }
}

/** Runs an evaluation; its failures become values, anything else is a defect and passes through. */
export function attempt<T>(evaluate: () => T): ExpressionResult<T> {
  try {
    return { ok: true, value: evaluate() };
  } catch (failure) {
    if (failure instanceof ExpressionFailure) return refused(failure.message);
    throw failure;
  }
}

/** A text as a message repeats it: cut where it is very long. */
export function shown(text: string): string {
  return cut(text, MAX_SHOWN);
}

function cut(text: string, length: number): string {
  return text.length > length ? `${text.slice(0, length).toWellFormed()}...` : text;
}

export function refused(message: string): { ok: false; error: { message: string } } {
  return { ok: false, error: { message: cut(message, MAX_MESSAGE) } };
}
