import { evaluateBoolean } from '@tiphys/expression';
import { ApiError } from './errors.ts';

/**
 * A client's regular expression, in Go's syntax as Argo reads it, and in linear time: JavaScript's own would let one
 * request such as `(a+)+$` keep the whole api busy for as long as it likes.
 *
 * @returns whether a line matches.
 * @throws ApiError invalid_argument where it is no regular expression; at a line, where looking at it takes too long.
 */
export function linePattern(source: string): (line: string) => boolean {
  const matches = (line: string): boolean => {
    const variables = new Map([
      ['line', line],
      ['pattern', source],
    ]);
    const result = evaluateBoolean('line matches pattern', {
      lookup: (name) => variables.get(name),
      withPrefix: (prefix) => [...variables].filter(([name]) => name.startsWith(prefix)),
    });
    if (result.ok) return result.value;
    throw new ApiError('invalid_argument', `grep: ${reasonIn(result.error.message)}`);
  };
  matches('');
  return matches;
}

/** The message without what it says of the expression around the pattern. */
function reasonIn(message: string): string {
  const [first = message] = message.split('\n');
  return first.replace(/^unable to evaluate expression '[^']*': /, '').replace(/ \(\d+:\d+\)$/, '');
}
