import { toLower } from '../go/go-strings.ts';
import { isLetter, isSpace } from '../go/unicode.ts';

const UPPER = /^\p{Lu}$/u;
const NUMBER = /^\p{N}$/u;
const PUNCTUATION = /^\p{P}$/u;

export const isUpper = (character: string) => UPPER.test(character);
export const isConnector = (character: string) =>
  character === '-' || character === '_' || isSpace(character);

type WordKind = 'number' | 'upper' | 'letters' | 'connector' | 'punctuation' | 'other' | 'end';

interface Word {
  kind: WordKind;
  value: string;
}

/** Takes a text apart where its kind of character changes: `HTTPServer` is `HTTP`, `Server`. */
function* words(value: string): Generator<Word> {
  const characters = [...value];
  let at = 0;
  while (at < characters.length) {
    const kind = kindOf(characters[at] ?? '');
    let end = at + 1;
    if (kind === 'upper') end = upperEnd(characters, at);
    else while (end < characters.length && continues(kind, characters[end] ?? '')) end++;
    yield { kind, value: characters.slice(at, end).join('') };
    at = end;
  }
}

function kindOf(character: string): WordKind {
  if (isConnector(character)) return 'connector';
  if (PUNCTUATION.test(character)) return 'punctuation';
  if (isUpper(character)) return 'upper';
  if (isLetter(character)) return 'letters';
  return NUMBER.test(character) ? 'number' : 'other';
}

function continues(kind: WordKind, character: string): boolean {
  return kindOf(character) === kind;
}

/** `Word` is a word, and so is `HTTP` in `HTTPServer`. */
function upperEnd(characters: string[], start: number): number {
  let end = start + 1;
  if (kindOf(characters[end] ?? '') === 'upper') {
    while (kindOf(characters[end] ?? '') === 'upper') end++;
    return kindOf(characters[end] ?? '') === 'letters' ? end - 1 : end;
  }
  while (kindOf(characters[end] ?? '') === 'letters') end++;
  return end;
}

const END: Word = { kind: 'end', value: '' };

/** xstrings.ToSnakeCase and ToKebabCase: words in lower case, joined by the connector. */
export function connected(value: string, connector: string): string {
  return new CaseJoiner([...words(value)], connector).join();
}

class CaseJoiner {
  readonly #words: Word[];
  readonly #connector: string;
  #at = 0;
  #word: Word = END;
  #result = '';

  constructor(list: Word[], connector: string) {
    this.#words = list;
    this.#connector = connector;
  }

  join(): string {
    this.#next();
    while (this.#at < this.#words.length) {
      const previous = this.#word;
      this.#write(previous);
      this.#next();
      if (previous.kind === 'number') this.#afterNumber();
      else if (previous.kind !== 'connector' && previous.kind !== 'punctuation') this.#afterWord();
    }
    this.#write(this.#word);
    return this.#result;
  }

  #next(): Word {
    const word = this.#words[this.#at++] ?? END;
    this.#word = word;
    return word;
  }

  #write(word: Word): void {
    if (word.kind === 'connector') this.#result += this.#connector.repeat([...word.value].length);
    else this.#result += word.kind === 'upper' ? toLower(word.value) : word.value;
  }

  #connect(): void {
    const { kind } = this.#word;
    if (kind !== 'end' && kind !== 'connector' && kind !== 'punctuation') this.#result += this.#connector;
  }

  /** Letters and numbers belong to a number before them: "2m3s". */
  #afterNumber(): void {
    while (this.#word.kind === 'letters' || this.#word.kind === 'number') {
      this.#write(this.#word);
      this.#next();
    }
    this.#connect();
  }

  /** A number belongs to the word before it ("Bld4Floor"), unless letters follow it ("HTTP2xx"). */
  #afterWord(): void {
    if (this.#word.kind !== 'number') {
      this.#connect();
      return;
    }
    if (this.#at >= this.#words.length) return;
    const digits = this.#word;
    const lettersFollow = this.#next().kind === 'letters';
    if (lettersFollow) this.#result += this.#connector;
    this.#write(digits);
    if (lettersFollow) this.#afterNumber();
    else this.#connect();
  }
}
