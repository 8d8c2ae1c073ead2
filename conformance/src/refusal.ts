import { formatPath, type Problem } from '@tiphys/spec';
import { type Outcome, skipped } from './case-result.ts';

/**
 * What becomes of a case that Argo takes and that is refused here: skipped where docs/compatibility.md gives the reason
 * beside the field, failed where the field is only not there yet.
 */
export function refusedOutcome(problems: readonly Problem[], expected: string): Outcome {
  const isMeant = ({ message }: Problem): boolean =>
    !/not supported yet/.test(message) && !/^(expected|unknown|must be)\b/.test(message);
  const shown = problems.find((problem) => !isMeant(problem)) ?? problems[0];
  const text = `${formatPath(shown?.path ?? []).replaceAll(/\[[^\]]*\]/g, '[]')}: ${shown?.message}`;
  if (problems.length > 0 && problems.every(isMeant)) return skipped(`refused: ${text}`);
  return { status: 'failed', expected, actual: `refused: ${text}` };
}
