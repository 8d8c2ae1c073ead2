import { MAX_STEPS } from './limits.ts';
import { ExpressionFailure } from './result.ts';

/**
 * Counts the work of one evaluation, and ends it where it would take too long: each node, each element that a function
 * looks at, each state of a regular expression is a step.
 */
export class Meter {
  #left: number;

  constructor(steps: number = MAX_STEPS) {
    this.#left = steps;
  }

  /** @throws ExpressionFailure when there are no steps left. */
  spend(steps: number): void {
    this.#left -= steps;
    if (this.#left < 0) throw new ExpressionFailure('the evaluation takes too long');
  }
}
