import { isSpace } from '../go/unicode.ts';
import { ExpressionFailure } from '../result.ts';
import type { VariableScope } from '../variable-scope.ts';
import type { Strictness, TagOptions } from './replace-tags.ts';

/**
 * What `{{name}}` becomes (Argo's simpleReplaceStrict). A name that is not known stays as it is, unless it must be
 * known; outputs that are artifacts never must, since they come later.
 *
 * @throws ExpressionFailure in Argo's words: "failed to resolve", and "absent optional" for the output of a producer
 *   that did not run.
 */
export function replaceSimpleTag(
  tag: string,
  scope: VariableScope,
  isStrict: Strictness | undefined,
  options: TagOptions,
): string {
  const name = trimBlanks(tag);
  const value = scope.lookup(name);
  if (value === undefined) {
    const nested = replaceNestedTag(tag, scope);
    if (nested !== undefined) return nested;
    const isArtifact = options.allowUnresolved && name.includes('.outputs.artifacts.');
    if (isStrict?.(name) && !isArtifact) throw new ExpressionFailure(`failed to resolve {{${tag}}}`);
    return `{{${tag}}}`;
  }
  if (value === null) {
    throw new ExpressionFailure(
      `unable to substitute {{${tag}}}: output is an absent optional (skipped/omitted node with no default)`,
    );
  }
  return value;
}

/** Blanks that JSON escapes (line ends, tabs) are part of the name to Argo, which looks at JSON. */
function trimBlanks(tag: string): string {
  const isBlank = (character: string) => isSpace(character) && !/[\t-\r\u2028\u2029]/.test(character);
  let start = 0;
  let end = tag.length;
  while (start < end && isBlank(tag.charAt(start))) start++;
  while (end > start && isBlank(tag.charAt(end - 1))) end--;
  return tag.slice(start, end);
}

/**
 * `{{outer-{{inner}}}}` ends at the inner tag's end: the inner name is replaced, and the outer tag, whose second half
 * is still to come, stays open for the next round.
 */
function replaceNestedTag(tag: string, scope: VariableScope): string | undefined {
  const index = tag.lastIndexOf('{{');
  if (index <= 0) return undefined;
  const name = tag.slice(index + 2);
  const value = scope.lookup(name);
  if (value === null) {
    throw new ExpressionFailure(
      `unable to substitute nested tag {{${tag}}}: "${name}" is an absent optional`,
    );
  }
  return value === undefined ? undefined : `{{${tag.slice(0, index)}${value}`;
}
