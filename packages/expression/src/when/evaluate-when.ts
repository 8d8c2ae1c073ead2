import { MAX_EXPRESSION } from '../limits.ts';
import { attempt, type ExpressionResult, refused, shown } from '../result.ts';
import { evaluateNode } from './when-evaluator.ts';
import { checkBalance, checkTransitions, formatWhenValue } from './when-grammar.ts';
import { whenTokens } from './when-lexer.ts';
import { compilePatterns, parseWhen } from './when-parser.ts';
import type { WhenToken } from './when-token.ts';

/**
 * Decides a `when` condition whose tags have been replaced (Argo's shouldExecute): a condition of govaluate, in which
 * words without quotes are texts. The empty condition holds.
 *
 * The messages are Argo's, its spelling of "expresion" included.
 */
export function evaluateWhen(text: string): ExpressionResult<boolean> {
  if (text === '') return { ok: true, value: true };
  if (text.length > MAX_EXPRESSION) return refused("Invalid 'when' expression: it is too long");
  const tokens = attempt(() => checkedTokens(text));
  if (!tokens.ok) {
    const { message } = tokens.error;
    const hint = message.includes('Invalid token')
      ? ' (hint: try wrapping the affected expression in quotes ("))'
      : '';
    return refused(`Invalid 'when' expression '${shown(text)}': ${message}${hint}`);
  }
  const tree = attempt(() => parseWhen(wordsAsTexts(tokens.value)));
  if (!tree.ok) return refused(`Failed to parse 'when' expression '${shown(text)}': ${tree.error.message}`);
  const result = attempt(() => evaluateNode(tree.value));
  if (!result.ok)
    return refused(`Failed to evaluate 'when' expresion '${shown(text)}': ${result.error.message}`);
  if (typeof result.value !== 'boolean') {
    return refused(`Expected boolean evaluation for '${shown(text)}'. Got ${formatWhenValue(result.value)}`);
  }
  return { ok: true, value: result.value };
}

function checkedTokens(text: string): WhenToken[] {
  const tokens = whenTokens(text);
  checkBalance(tokens);
  checkTransitions(tokens);
  return compilePatterns(tokens);
}

/** Argo knows no variables here: it makes each word a text, and has the tokens checked once more. */
function wordsAsTexts(tokens: WhenToken[]): WhenToken[] {
  const texts = tokens.map(
    (token): WhenToken => (token.kind === 'VARIABLE' ? { kind: 'STRING', value: token.value } : token),
  );
  checkTransitions(texts);
  return compilePatterns(texts);
}
