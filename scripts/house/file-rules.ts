const MAX_LINES = 400;
const VAGUE_NAMES = /(^|\/)(utils?|helpers?|common|misc|types)\.ts$/;

/** Size and name of one source file. */
export function fileProblems(path: string, text: string): string[] {
  const problems: string[] = [];
  const lines = text.split('\n').length - 1;
  if (lines > MAX_LINES) problems.push(`${path}: ${lines} lines, at most ${MAX_LINES}: it holds two ideas`);
  if (VAGUE_NAMES.test(path)) problems.push(`${path}: a name that says nothing of what is in it`);
  for (const [index, line] of text.split('\n').entries()) {
    if (/\b(TO[D]O|FIX[M]E|XX[X])\b/.test(line))
      problems.push(`${path}:${index + 1}: unfinished work in a comment`);
    if (/@ts-(ignore|nocheck)/.test(line)) problems.push(`${path}:${index + 1}: the compiler is silenced`);
  }
  return problems;
}
