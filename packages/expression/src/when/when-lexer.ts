import { parseFloat64 } from '../go/go-number.ts';
import type { GoTime } from '../go/go-time.ts';
import { parseTime } from '../go/go-time-parse.ts';
import { isDigit, isLetter, isSpace } from '../go/unicode.ts';
import { attempt, ExpressionFailure } from '../result.ts';
import { mayFollow } from './when-grammar.ts';
import type { WhenToken, WhenTokenKind, WhenTokenValue } from './when-token.ts';

const PREFIXES = new Set(['-', '!', '~']);
const SYMBOLS: ReadonlyMap<string, WhenTokenKind> = new Map<string, WhenTokenKind>([
  ...['+', '-', '*', '/', '%', '**', '&', '|', '^', '>>', '<<'].map((symbol): [string, WhenTokenKind] => [
    symbol,
    'MODIFIER',
  ]),
  ['&&', 'LOGICALOP'],
  ['||', 'LOGICALOP'],
  ...['==', '!=', '>', '>=', '<', '<=', '=~', '!~'].map((symbol): [string, WhenTokenKind] => [
    symbol,
    'COMPARATOR',
  ]),
  ['?', 'TERNARY'],
  [':', 'TERNARY'],
  ['??', 'TERNARY'],
]);

/**
 * Takes a condition apart as govaluate does, whose words are not typical: `[...]` and bare words are variables, a
 * backslash makes any character part of a word, and a quoted text that reads as a date is one.
 *
 * @throws ExpressionFailure in govaluate's words.
 */
export function whenTokens(text: string): WhenToken[] {
  const lexer = new WhenLexer(text);
  const tokens: WhenToken[] = [];
  for (let token = lexer.next(undefined); token !== undefined; token = lexer.next(tokens.at(-1)?.kind)) {
    tokens.push(token);
  }
  return tokens;
}

class WhenLexer {
  readonly #characters: string[];
  #at = 0;

  constructor(text: string) {
    this.#characters = [...text];
  }

  next(previous: WhenTokenKind | undefined): WhenToken | undefined {
    while (isSpace(this.#peek() ?? '')) this.#at++;
    const character = this.#peek();
    if (character === undefined) return undefined;
    if (isNumeric(character)) return this.#number();
    if (isLetter(character)) return this.#word();
    switch (character) {
      case ',':
        return this.#single('SEPARATOR', ',');
      case '(':
        return this.#single('CLAUSE', '(');
      case ')':
        return this.#single('CLAUSE_CLOSE', ')');
      case '[':
        return { kind: 'VARIABLE', value: this.#enclosed((c) => c === ']', 'Unclosed parameter bracket') };
      case '"':
      case "'":
        return this.#quoted();
      default:
        return this.#symbol(previous);
    }
  }

  #single(kind: WhenTokenKind, value: WhenTokenValue): WhenToken {
    this.#at++;
    return { kind, value };
  }

  #number(): WhenToken {
    if (this.#peek() === '0' && this.#peek(1) === 'x') {
      this.#at += 2;
      const digits = this.#read((c) => /[a-fA-F]/.test(c) || isDigit(c));
      if (!/^[0-9a-fA-F]{1,16}$/.test(digits)) {
        throw new ExpressionFailure(`Unable to parse hex value '${digits}' to uint64\n`);
      }
      return { kind: 'NUMERIC', value: Number(BigInt(`0x${digits}`)) };
    }
    const digits = this.#read(isNumeric);
    const value = parseFloat64(digits);
    if (value === undefined) {
      throw new ExpressionFailure(`Unable to parse numeric value '${digits}' to float64\n`);
    }
    return { kind: 'NUMERIC', value };
  }

  #word(): WhenToken {
    const word = this.#read((c) => isLetter(c) || isDigit(c) || c === '_' || c === '.');
    if (word.indexOf('.') > 0) return accessor(word);
    if (word === 'true' || word === 'false') return { kind: 'BOOLEAN', value: word === 'true' };
    if (word === 'in' || word === 'IN') return { kind: 'COMPARATOR', value: 'in' };
    return { kind: 'VARIABLE', value: word };
  }

  /** Either quote ends what either quote began. */
  #quoted(): WhenToken {
    const text = this.#enclosed((c) => c === '"' || c === "'", 'Unclosed string literal');
    const time = asTime(text);
    return time === undefined ? { kind: 'STRING', value: text } : { kind: 'TIME', value: time };
  }

  #symbol(previous: WhenTokenKind | undefined): WhenToken {
    const symbol = this.#read((c) => !isDigit(c) && !isLetter(c) && !'()[]"\''.includes(c));
    if (PREFIXES.has(symbol) && mayFollow(previous, 'PREFIX')) return { kind: 'PREFIX', value: symbol };
    const kind = SYMBOLS.get(symbol);
    if (kind === undefined) throw new ExpressionFailure(`Invalid token: '${symbol}'`);
    return { kind, value: symbol };
  }

  #enclosed(isEnd: (character: string) => boolean, unclosed: string): string {
    this.#at++;
    let text = '';
    for (let character = this.#peek(); character !== undefined; character = this.#peek()) {
      this.#at++;
      if (character === '\\') text += this.#escaped();
      else if (isEnd(character)) return text;
      else text += character;
    }
    throw new ExpressionFailure(unclosed);
  }

  /** Reads to the end of the word; a space ends it too, and is eaten. */
  #read(belongs: (character: string) => boolean): string {
    let text = '';
    for (let character = this.#peek(); character !== undefined; character = this.#peek()) {
      if (character === '\\') {
        this.#at++;
        text += this.#escaped();
        continue;
      }
      if (isSpace(character)) {
        this.#at++;
        if (text !== '') break;
        continue;
      }
      if (!belongs(character)) break;
      text += character;
      this.#at++;
    }
    return text;
  }

  /** govaluate panics at the end of the text. */
  #escaped(): string {
    const character = this.#characters[this.#at++];
    if (character === undefined) throw new ExpressionFailure('Unexpected end of expression');
    return character;
  }

  #peek(ahead = 0): string | undefined {
    return this.#characters[this.#at + ahead];
  }
}

function isNumeric(character: string): boolean {
  return character === '.' || isDigit(character);
}

/** A word with a dot is a field of a parameter, and there are none: `v1.2` can only fail. */
function accessor(word: string): WhenToken {
  if (word.endsWith('.')) throw new ExpressionFailure(`Hanging accessor on token '${word}'`);
  const parts = word.split('.');
  for (const part of parts.slice(1)) {
    const first = String.fromCodePoint(part.codePointAt(0) ?? 0);
    if (first.toUpperCase() !== first) {
      throw new ExpressionFailure(`Unable to access unexported field '${part}' in token '${word}'`);
    }
  }
  return { kind: 'ACCESSOR', value: parts };
}

const TIME_LAYOUTS = [
  'Mon Jan _2 15:04:05 2006',
  'Mon Jan _2 15:04:05 MST 2006',
  'Mon Jan 02 15:04:05 -0700 2006',
  '3:04PM',
  '2006-01-02T15:04:05Z07:00',
  '2006-01-02T15:04:05.999999999Z07:00',
  '2006-01-02',
  '2006-01-02 15:04',
  '2006-01-02 15:04:05',
  '2006-01-02 15:04:05-07:00',
  '2006-01-02T15Z0700',
  '2006-01-02T15:04Z0700',
  '2006-01-02T15:04:05Z0700',
  '2006-01-02T15:04:05.999999999Z0700',
];

function asTime(text: string): GoTime | undefined {
  // All of the layouts have a digit early on; most texts have none.
  if (text.length < 5 || text.length > 64 || !/[0-9]/.test(text)) return undefined;
  for (const layout of TIME_LAYOUTS) {
    const parsed = attempt(() => parseTime(layout, text));
    if (parsed.ok) return parsed.value;
  }
  return undefined;
}
