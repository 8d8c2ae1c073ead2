import { quote } from '../go/go-quote.ts';

export type TokenKind = 'Identifier' | 'Number' | 'String' | 'Bytes' | 'Operator' | 'Bracket' | 'EOF';

/** A word of an expression; `at` is where it begins, in code points. */
export interface Token {
  kind: TokenKind;
  value: string;
  at: number;
}

/** As expr-lang's messages name it: `Identifier("x")`. */
export function describeToken(token: Token): string {
  return token.value === '' ? token.kind : `${token.kind}(${quote(token.value)})`;
}

export function isIdentifierStart(character: string): boolean {
  return /^[\p{L}_$]$/u.test(character);
}

export function isIdentifierPart(character: string): boolean {
  return /^[\p{L}\p{Nd}_$]$/u.test(character);
}
