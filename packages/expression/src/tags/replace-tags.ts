import { MAX_TEXT } from '../limits.ts';
import { Meter } from '../meter.ts';
import { attempt, ExpressionFailure, type ExpressionResult, shown } from '../result.ts';
import type { VariableScope } from '../variable-scope.ts';
import { replaceExpressionTag } from './expression-tag.ts';
import { replaceSimpleTag } from './simple-tag.ts';

/** What becomes of tags that the scope cannot fill. */
export interface TagOptions {
  /** false: each tag must be filled. */
  allowUnresolved: boolean;
  /**
   * Where tags may stay unfilled, those whose name is or begins with one of these, and a dot, may not (Argo's
   * ReplaceStrict).
   */
  strictPrefixes?: readonly string[];
}

/** Whether a name must be known. */
export type Strictness = (name: string) => boolean;

/**
 * Replaces the tags of one text: `{{name}}` by a variable, `{{=expression}}` by what the expression gives, a text as
 * it is and all else as JSON (Argo's util/template). A tag ends at the first `}}` behind its `{{`.
 *
 * Argo does this on the JSON of a whole template. Here it is done text by text, so that a value needs no escaping:
 * control characters, at which Argo ends with "the result was invalid JSON", are values like all others.
 */
export function replaceTags(
  text: string,
  scope: VariableScope,
  options: TagOptions,
): ExpressionResult<string> {
  return attempt(() => replaceAll(text, scope, options));
}

function replaceAll(text: string, scope: VariableScope, options: TagOptions): string {
  const isStrict = strictnessOf(options);
  const meter = new Meter();
  let result = '';
  let at = 0;
  for (const { open, close } of tagsOf(text)) {
    const tag = text.slice(open + 2, close);
    const replacement = tag.startsWith('=')
      ? replaceExpressionTag(tag.slice(1), scope, isStrict, meter)
      : replaceSimpleTag(tag, scope, isStrict, options);
    result += text.slice(at, open) + replacement;
    at = close + 2;
    if (result.length > MAX_TEXT) throw new ExpressionFailure('the text is too long');
  }
  return result + text.slice(at);
}

/** Where the tags stand. All are found before one is replaced: an unclosed one is the error that counts. */
function tagsOf(text: string): { open: number; close: number }[] {
  const tags: { open: number; close: number }[] = [];
  for (let open = text.indexOf('{{'); open >= 0; ) {
    const close = text.indexOf('}}', open + 2);
    if (close < 0) {
      throw new ExpressionFailure(
        `Cannot find end tag="}}" in the template="${shown(text)}" starting from "${shown(text.slice(open + 2))}"`,
      );
    }
    tags.push({ open, close });
    open = text.indexOf('{{', close + 2);
  }
  return tags;
}

/** undefined: nothing is strict. */
function strictnessOf(options: TagOptions): Strictness | undefined {
  if (!options.allowUnresolved) return () => true;
  const prefixes = options.strictPrefixes ?? [];
  if (prefixes.length === 0) return undefined;
  return (name) => prefixes.some((prefix) => name === prefix || name.startsWith(`${prefix}.`));
}
