import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { formatPath, type Problem, problemText } from '@tiphys/spec';
import { type Outcome, skipped } from './case-result.ts';
import { STRICTER } from './stricter-rules.ts';

const TABLE = readFileSync(join(import.meta.dirname, '../../docs/compatibility.md'), 'utf8').split('\n');

/**
 * What becomes of a case that Argo takes and that is refused here: skipped where docs/compatibility.md says so, be it
 * beside the field or among the rules that are stricter here, failed everywhere else.
 */
export function refusedOutcome(problems: readonly Problem[], expected: string): Outcome {
  const shown = problems.find((problem) => !isMeant(problem)) ?? problems[0];
  if (problems.length > 0 && problems.every(isMeant)) return skipped(`refused: ${shownProblem(shown)}`);
  return { status: 'failed', expected, actual: `refused: ${shownProblem(shown)}` };
}

/** Whether docs/compatibility.md says that Argo takes what is refused here. */
export function isMeant(problem: Problem): boolean {
  return (
    isRefusedField(problem) || STRICTER.some(({ is }) => is(formatPath(problem.path), problemText(problem)))
  );
}

/** A field of which the table says why it is refused; what is only not there yet has no reason. */
function isRefusedField({ path, message }: Problem): boolean {
  if (message.startsWith('not supported yet')) return false;
  const field = `\`${path.findLast((segment) => typeof segment === 'string')}\``;
  return TABLE.some((line) => line.startsWith(`- ${message}: `) && line.includes(field));
}

function shownProblem(problem: Problem | undefined): string {
  if (problem === undefined) return 'nobody says why';
  return `${formatPath(problem.path).replaceAll(/\[[^\]]*\]/g, '[]')}: ${problemText(problem)}`;
}
