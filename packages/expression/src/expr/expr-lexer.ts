import { isSpace } from '../go/unicode.ts';
import type { ExpressionFailure } from '../result.ts';
import { errorAt } from './source-error.ts';
import { unescapeLiteral } from './string-literal.ts';
import { isIdentifierPart, type Token, type TokenKind } from './token.ts';

const WORD_OPERATORS = new Set([
  'in',
  'or',
  'and',
  'matches',
  'contains',
  'startsWith',
  'endsWith',
  'let',
  'if',
  'else',
]);

/** What `not` may stand before, as in `x not in y`. */
const NEGATABLE = new Set(['in', 'matches', 'contains', 'startsWith', 'endsWith']);

interface EscapeShape {
  length: number;
  digit: RegExp;
}

const OCTAL: EscapeShape = { length: 3, digit: /^[0-7]$/ };
const HEXADECIMAL: ReadonlyMap<string, EscapeShape> = new Map([
  ['x', { length: 2, digit: /^[0-9a-fA-F]$/ }],
  ['u', { length: 4, digit: /^[0-9a-fA-F]$/ }],
  ['U', { length: 8, digit: /^[0-9a-fA-F]$/ }],
]);

const NUMBER =
  /^(?:0[xX][0-9a-fA-F_]*(?:\.(?!\.)[0-9a-fA-F_]*)?|0[oO][0-7_]*(?:\.(?!\.)[0-7_]*)?|0[bB][01_]*(?:\.(?!\.)[01_]*)?|[0-9_]*(?:\.(?!\.)[0-9_]*)?)(?:[eE][+-]?[0-9_]*)?/;

/** Takes an expression of expr-lang apart, one token at a time, so that an early error hides a later one. */
export class ExprLexer {
  readonly #source: string;
  readonly #characters: string[];
  #at = 0;
  #pending: Token[] = [];

  constructor(source: string) {
    this.#source = source;
    this.#characters = [...source];
  }

  /** @throws ExpressionFailure where the characters make no token. */
  next(): Token {
    const pending = this.#pending.shift();
    if (pending !== undefined) return pending;
    this.#skipBlanks();
    const character = this.#peek();
    if (character === undefined) return { kind: 'EOF', value: '', at: Math.max(0, this.#at - 1) };
    if (character === '"' || character === "'") return this.#text(0);
    if (character === '`') return this.#rawText();
    if ((character === 'b' || character === 'B') && /^["']$/.test(this.#peek(1) ?? '')) return this.#text(1);
    if (/^[0-9]$/.test(character)) return this.#number();
    if (isIdentifierPart(character)) return this.#word();
    if ('([{)]}'.includes(character)) return this.#take('Bracket', 1);
    return this.#operator(character);
  }

  #operator(character: string): Token {
    const following = this.#peek(1) ?? '';
    if (character === '.') {
      if (/^[0-9]$/.test(following)) return this.#number();
      return this.#take('Operator', following === '.' ? 2 : 1);
    }
    if (character === '?') return this.#take('Operator', following === '.' || following === '?' ? 2 : 1);
    if (character === '|' || character === ':')
      return this.#take('Operator', following === character ? 2 : 1);
    if (character === '#') return this.#pointer();
    if (',;%+-^/'.includes(character)) return this.#take('Operator', 1);
    if ('&!=*<>'.includes(character)) {
      return this.#take('Operator', following !== '' && '&=*'.includes(following) ? 2 : 1);
    }
    const code = (character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0');
    const printable = /^[\p{L}\p{M}\p{N}\p{P}\p{S}]$/u.test(character) ? ` '${character}'` : '';
    throw this.#error(this.#at, `unrecognized character: U+${code}${printable}`);
  }

  #take(kind: TokenKind, length: number): Token {
    const token = { kind, value: this.#characters.slice(this.#at, this.#at + length).join(''), at: this.#at };
    this.#at += length;
    return token;
  }

  #skipBlanks(): void {
    for (;;) {
      const character = this.#peek();
      if (character === undefined) return;
      if (isSpace(character)) this.#at++;
      else if (character === '/' && this.#peek(1) === '/') this.#skipLine();
      else if (character === '/' && this.#peek(1) === '*') this.#skipComment();
      else return;
    }
  }

  #skipLine(): void {
    while (this.#peek() !== undefined && this.#peek() !== '\n') this.#at++;
    this.#at++;
    this.#at = Math.min(this.#at, this.#characters.length);
  }

  #skipComment(): void {
    this.#at += 2;
    while (this.#peek() !== undefined) {
      if (this.#peek() === '*' && this.#peek(1) === '/') {
        this.#at += 2;
        return;
      }
      this.#at++;
    }
    throw this.#error(this.#at, 'unclosed comment');
  }

  /** @param prefix the length of what stands before the quote: 1 for `b"..."`. */
  #text(prefix: number): Token {
    const at = this.#at;
    this.#at += prefix;
    const quote = this.#peek() ?? '';
    const start = this.#at++;
    for (;;) {
      const character = this.#peek();
      if (character === undefined || character === '\n') {
        throw this.#error(this.#at, 'literal not terminated');
      }
      this.#at++;
      if (character === quote) break;
      if (character === '\\') this.#escape(quote);
    }
    const literal = this.#characters.slice(start, this.#at).join('');
    const value = unescapeLiteral(literal, prefix === 1);
    if (typeof value !== 'string') throw this.#error(this.#at - 1, value.error);
    return { kind: prefix === 1 ? 'Bytes' : 'String', value, at };
  }

  /** Steps over an escape; the place of what is wrong in it is that of the first character that does not fit. */
  #escape(quote: string): void {
    const kind = this.#peek() ?? '';
    const shape = /^[0-7]$/.test(kind) ? OCTAL : HEXADECIMAL.get(kind);
    if (`abfnrtv\\${quote}`.includes(kind) && kind !== '') {
      this.#at++;
      return;
    }
    if (shape === undefined) throw this.#error(this.#at, 'invalid char escape');
    if (kind === 'u' && this.#peek(1) === '{') {
      this.#bracedEscape();
      return;
    }
    if (shape !== OCTAL) this.#at++;
    for (let digits = 0; digits < shape.length; digits++) {
      if (!shape.digit.test(this.#peek() ?? '')) throw this.#error(this.#at, 'invalid char escape');
      this.#at++;
    }
  }

  /** `\u{1F600}` */
  #bracedEscape(): void {
    this.#at += 2;
    const rest = this.#characters.slice(this.#at, this.#at + 7).join('');
    const digits = /^[0-9a-fA-F]{1,6}(?=\})/.exec(rest)?.[0];
    if (digits === undefined) {
      const fitting = /^[0-9a-fA-F]{0,6}/.exec(rest)?.[0].length ?? 0;
      throw this.#error(this.#at + fitting - 1, 'invalid char escape');
    }
    this.#at += digits.length + 1;
  }

  /** Between backticks nothing is escaped but a backtick, by another one. */
  #rawText(): Token {
    const at = this.#at++;
    let value = '';
    for (;;) {
      const character = this.#peek();
      if (character === undefined) throw this.#error(this.#at, 'literal not terminated');
      this.#at++;
      if (character === '`') {
        if (this.#peek() !== '`') return { kind: 'String', value, at };
        this.#at++;
      }
      value += character;
    }
  }

  #number(): Token {
    const at = this.#at;
    // Behind a point that begins the number there may be another one, which makes it no number.
    const point = this.#peek() === '.' ? '.' : '';
    const rest = this.#characters.slice(at + point.length, at + 512).join('');
    // `1..2` is a range, so that a point before another one is no decimal point.
    const [digits = ''] = NUMBER.exec(rest) ?? [];
    const value = point + digits;
    this.#at += value.length;
    const following = this.#peek();
    if (following !== undefined && isIdentifierPart(following)) {
      this.#at++;
      throw this.#error(this.#at - 1, `bad number syntax: "${value}${following}"`);
    }
    return { kind: 'Number', value, at };
  }

  #word(): Token {
    const at = this.#at;
    const value = this.#identifierPart();
    if (value === 'not') return this.#not(at);
    return { kind: WORD_OPERATORS.has(value) ? 'Operator' : 'Identifier', value, at };
  }

  /** `not` takes the operator behind it along, which it may negate. */
  #not(at: number): Token {
    while (this.#peek() === ' ') this.#at++;
    const start = this.#at;
    const following = this.#identifierPart();
    if (NEGATABLE.has(following)) this.#pending.push({ kind: 'Operator', value: following, at: start });
    else this.#at = start;
    return { kind: 'Operator', value: 'not', at };
  }

  /** `#`, and the name right behind it (`#index`). */
  #pointer(): Token {
    const token = this.#take('Operator', this.#peek(1) === '#' ? 2 : 1);
    const at = this.#at;
    const name = this.#identifierPart();
    if (name !== '') this.#pending.push({ kind: 'Identifier', value: name, at });
    return token;
  }

  #identifierPart(): string {
    let word = '';
    for (let character = this.#peek(); character !== undefined; character = this.#peek()) {
      if (!isIdentifierPart(character)) break;
      word += character;
      this.#at++;
    }
    return word;
  }

  #peek(ahead = 0): string | undefined {
    return this.#characters[this.#at + ahead];
  }

  #error(at: number, message: string): ExpressionFailure {
    return errorAt(this.#source, at, message);
  }
}
