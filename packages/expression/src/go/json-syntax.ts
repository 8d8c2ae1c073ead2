import { ExpressionFailure } from '../result.ts';
import { utf8 } from './go-bytes.ts';
import { quote } from './go-quote.ts';

/**
 * What is wrong with a text that is no JSON, in the words of Go's encoding/json.
 *
 * @param text one that JSON.parse has refused.
 */
export function jsonSyntaxError(text: string): ExpressionFailure {
  return new ExpressionFailure(jsonSyntaxFault(text));
}

/** The same as a text. */
export function jsonSyntaxFault(text: string): string {
  return new JsonScanner(text).scan() ?? 'invalid JSON';
}

const END = 'unexpected end of JSON input';

/** Follows the grammar up to the first character that does not fit. */
class JsonScanner {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  scan(): string | undefined {
    const wrong = this.#value();
    if (wrong !== undefined) return wrong;
    this.#blanks();
    return this.#at < this.#text.length ? this.#invalid('after top-level value') : undefined;
  }

  #invalid(context: string): string {
    const character = String.fromCodePoint(this.#text.codePointAt(this.#at) ?? 0);
    if (this.#at >= this.#text.length) return END;
    // Go looks at bytes, and shows the first one of a character.
    const shown = String.fromCharCode(utf8(character)[0] ?? 0);
    const quoted = shown === "'" ? "'\\''" : shown === '"' ? "'\"'" : `'${quote(shown).slice(1, -1)}'`;
    return `invalid character ${quoted} ${context}`;
  }

  #blanks(): void {
    while (/^[ \t\r\n]$/.test(this.#text.charAt(this.#at))) this.#at++;
  }

  #take(character: string): boolean {
    if (this.#text.charAt(this.#at) !== character) return false;
    this.#at++;
    return true;
  }

  #value(): string | undefined {
    this.#blanks();
    const first = this.#text.charAt(this.#at);
    if (first === '{') return this.#object();
    if (first === '[') return this.#array();
    if (first === '"') return this.#string();
    if (first === '-' || /^[0-9]$/.test(first)) return this.#number();
    for (const literal of ['true', 'false', 'null'])
      if (first === literal.charAt(0)) return this.#literal(literal);
    return this.#invalid('looking for beginning of value');
  }

  #literal(literal: string): string | undefined {
    for (const expected of literal) {
      if (!this.#take(expected)) return this.#invalid(`in literal ${literal} (expecting '${expected}')`);
    }
    return undefined;
  }

  #array(): string | undefined {
    this.#at++;
    this.#blanks();
    if (this.#take(']')) return undefined;
    for (;;) {
      const wrong = this.#value();
      if (wrong !== undefined) return wrong;
      this.#blanks();
      if (this.#take(']')) return undefined;
      if (!this.#take(',')) return this.#invalid('after array element');
    }
  }

  #object(): string | undefined {
    this.#at++;
    this.#blanks();
    if (this.#take('}')) return undefined;
    for (;;) {
      this.#blanks();
      if (this.#text.charAt(this.#at) !== '"')
        return this.#invalid('looking for beginning of object key string');
      const wrong = this.#string() ?? this.#member();
      if (wrong !== undefined) return wrong;
      if (this.#take('}')) return undefined;
      if (!this.#take(',')) return this.#invalid('after object key:value pair');
    }
  }

  #member(): string | undefined {
    this.#blanks();
    if (!this.#take(':')) return this.#invalid('after object key');
    const wrong = this.#value();
    this.#blanks();
    return wrong;
  }

  #string(): string | undefined {
    this.#at++;
    for (;;) {
      const character = this.#text.charAt(this.#at);
      if (character === '' || character < ' ') return this.#invalid('in string literal');
      this.#at++;
      if (character === '"') return undefined;
      if (character !== '\\') continue;
      const wrong = this.#escape();
      if (wrong !== undefined) return wrong;
    }
  }

  #escape(): string | undefined {
    const character = this.#text.charAt(this.#at);
    if (!/^[bfnrtu"\\/]$/.test(character)) return this.#invalid('in string escape code');
    this.#at++;
    if (character !== 'u') return undefined;
    for (let digits = 0; digits < 4; digits++) {
      if (!/^[0-9a-fA-F]$/.test(this.#text.charAt(this.#at))) {
        return this.#invalid('in \\u hexadecimal character escape');
      }
      this.#at++;
    }
    return undefined;
  }

  #number(): string | undefined {
    this.#take('-');
    if (!this.#take('0') && !this.#digits()) return this.#invalid('in numeric literal');
    if (this.#take('.') && !this.#digits()) return this.#invalid('after decimal point in numeric literal');
    if (!this.#take('e') && !this.#take('E')) return undefined;
    if (!this.#take('+')) this.#take('-');
    return this.#digits() ? undefined : this.#invalid('in exponent of numeric literal');
  }

  #digits(): boolean {
    const start = this.#at;
    while (/^[0-9]$/.test(this.#text.charAt(this.#at))) this.#at++;
    return this.#at > start;
  }
}
