import { ExpressionFailure } from '../result.ts';

/**
 * Takes a path apart at its dots and brackets: `$.a['b'][0]` is `$`, `a`, `['b']`, `[0]`.
 *
 * @throws ExpressionFailure for a path that does not begin with `$` or `@` and a step.
 */
export function tokenize(selector: string): string[] {
  const characters = [...selector];
  const [first, second] = characters;
  if (first !== '$' && first !== '@') throw unexpected(first ?? '', 0);
  if (second !== undefined && second !== '.' && second !== '[') throw unexpected(second, 1);
  const tokens = [first];
  let at = 1;
  while (at < characters.length) {
    if (characters[at] === '.' && characters[at + 1] === '.') {
      tokens.push('..');
      at += 2;
      continue;
    }
    if (characters[at] === '.') at++;
    const end = characters[at] === '[' ? subscriptEnd(characters, at) : nameEnd(characters, at);
    tokens.push(characters.slice(at, end).join(''));
    at = end;
  }
  return tokens;
}

function unexpected(token: string, at: number): ExpressionFailure {
  return new ExpressionFailure(`unexpected token '${token}' at index ${at}`);
}

function nameEnd(characters: string[], start: number): number {
  let end = start;
  let quotes = 0;
  let parentheses = 0;
  while (end < characters.length) {
    const character = characters[end];
    if (character === '[') break;
    if (character === '.' && quotes % 2 === 0 && parentheses === 0 && end > start) break;
    if (character === "'") quotes++;
    if (character === '(') parentheses++;
    if (character === ')') parentheses--;
    end++;
  }
  return end;
}

/** Behind the bracket that closes the subscript; brackets, parentheses and quotes inside it must match. */
function subscriptEnd(characters: string[], start: number): number {
  let brackets = 0;
  let parentheses = 0;
  let quotes = 0;
  for (let at = start; at < characters.length; at++) {
    const character = characters[at];
    if (character === "'") quotes++;
    if (character === '(') parentheses++;
    if (character === ')') parentheses--;
    if (character === '[') brackets++;
    if (character === ']' && --brackets === 0 && quotes % 2 === 0 && parentheses === 0) return at + 1;
  }
  return characters.length;
}
