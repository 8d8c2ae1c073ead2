import { MAX_SHOWN } from '../limits.ts';
import { ExpressionFailure, shown } from '../result.ts';

/**
 * An error at a place of an expression, with the line and a mark below it, as expr-lang prints them:
 * `unexpected token EOF (1:3)`, the line, and dots up to a caret. A very long line is left out.
 *
 * @param at in code points from the expression's start.
 */
export function errorAt(source: string, at: number, message: string): ExpressionFailure {
  const before = [...source].slice(0, at).join('');
  const lineStart = before.lastIndexOf('\n') + 1;
  const column = [...before.slice(lineStart)].length;
  const lineEnd = source.indexOf('\n', lineStart);
  const line = source.slice(lineStart, lineEnd < 0 ? undefined : lineEnd);
  if (line === '') return new ExpressionFailure(shown(message));
  const number = before.split('\n').length;
  if (line.length > MAX_SHOWN) {
    return new ExpressionFailure(`${shown(message)} (${number}:${column + 1})`);
  }
  const mark = `${'.'.repeat(column)}^`;
  return new ExpressionFailure(
    `${shown(message)} (${number}:${column + 1})\n | ${line.replaceAll('\t', ' ')}\n | ${mark}`,
  );
}
