import { MAX_DEPTH } from '../limits.ts';
import { foldCase, PERL_CLASSES } from './character-class.ts';
import { parseBracketClass, readEscapedCharacter } from './regexp-class-parser.ts';
import type { RegexpNode, RegexpTree } from './regexp-node.ts';
import { type PatternReader, readUnicodeClass, regexpError } from './regexp-pattern.ts';

/** RE2 refuses to repeat more often. */
const MAX_REPEAT = 1000;

interface Flags {
  ignoreCase: boolean;
  multiLine: boolean;
  dotAll: boolean;
  ungreedy: boolean;
}

/**
 * Parses RE2's syntax, which has no back-references and no look-around.
 *
 * @throws ExpressionFailure in the words of Go's regexp/syntax.
 */
export function parseRegexp(pattern: string): RegexpTree {
  return new RegexpParser(pattern).parse();
}

class RegexpParser implements PatternReader {
  readonly pattern: string;
  at = 0;
  readonly #groupNames = [''];
  #flags: Flags = { ignoreCase: false, multiLine: false, dotAll: false, ungreedy: false };
  #depth = 0;

  constructor(pattern: string) {
    this.pattern = pattern;
  }

  parse(): RegexpTree {
    const root = this.#alternation();
    if (this.at < this.pattern.length) throw regexpError('unexpected )', this.pattern);
    return { root, groupNames: this.#groupNames };
  }

  #alternation(): RegexpNode {
    if (++this.#depth > MAX_DEPTH) throw regexpError('expression nests too deeply', this.pattern);
    const nodes = [this.#concatenation()];
    while (this.#take('|')) nodes.push(this.#concatenation());
    this.#depth--;
    return nodes.length === 1 ? (nodes[0] ?? { kind: 'empty' }) : { kind: 'alternation', nodes };
  }

  #concatenation(): RegexpNode {
    const nodes: RegexpNode[] = [];
    while (this.at < this.pattern.length) {
      const next = this.pattern.charAt(this.at);
      if (next === '|' || next === ')') break;
      if (this.pattern.startsWith('\\Q', this.at)) {
        nodes.push(...this.#quoted());
        continue;
      }
      const node = this.#atom();
      if (node !== undefined) nodes.push(this.#repeated(node));
    }
    if (nodes.length === 1 && nodes[0] !== undefined) return nodes[0];
    return { kind: 'concatenation', nodes };
  }

  /** undefined: flags that hold from here on. */
  #atom(): RegexpNode | undefined {
    const character = this.#character();
    switch (character) {
      case '(':
        return this.#group();
      case '[':
        return { kind: 'character', matches: parseBracketClass(this, this.#flags.ignoreCase) };
      case '.':
        return {
          kind: 'character',
          matches: this.#flags.dotAll ? () => true : (code) => code !== 10,
        };
      case '^':
        return { kind: 'assertion', assertion: this.#flags.multiLine ? 'lineStart' : 'textStart' };
      case '$':
        return { kind: 'assertion', assertion: this.#flags.multiLine ? 'lineEnd' : 'textEnd' };
      case '\\':
        return this.#escape();
      case '*':
      case '+':
      case '?':
        throw regexpError('missing argument to repetition operator', character);
      case '{':
        if (/^\{\d+(,\d*)?\}/.test(this.pattern.slice(this.at - 1))) {
          const [operator = ''] = /^\{\d+(,\d*)?\}/.exec(this.pattern.slice(this.at - 1)) ?? [];
          throw regexpError('missing argument to repetition operator', operator);
        }
        return this.#literal(character);
      default:
        return this.#literal(character);
    }
  }

  #repeated(atom: RegexpNode): RegexpNode {
    let node = atom;
    let previous: string | undefined;
    for (;;) {
      const operator = /^(?:[*+?]|\{(\d+)(,?)(\d*)\})\??/.exec(this.pattern.slice(this.at, this.at + 16));
      if (operator === null) return node;
      const [text, from, comma, to] = operator;
      if (previous !== undefined) {
        throw regexpError('invalid nested repetition operator', previous + text);
      }
      const [least, most] = bounds(text, from, comma, to);
      if (least > MAX_REPEAT || (Number.isFinite(most) && most > MAX_REPEAT) || least > most) {
        throw regexpError('invalid repeat count', text.replace(/\?$/, ''));
      }
      this.at += text.length;
      previous = text;
      const lazy = text.length > 1 && text.endsWith('?');
      node = { kind: 'repetition', node, least, most, greedy: lazy === this.#flags.ungreedy };
    }
  }

  #group(): RegexpNode | undefined {
    const before = { ...this.#flags };
    let index: number | undefined;
    if (this.pattern.startsWith('?', this.at)) {
      const named = /^\?P?<([^>]*)>/.exec(this.pattern.slice(this.at));
      if (/^\?P?</.test(this.pattern.slice(this.at))) {
        if (named === null) throw regexpError('invalid named capture', this.pattern.slice(this.at - 1));
        index = this.#nameGroup(named);
      } else if (this.#flagGroup()) return undefined;
    } else {
      index = this.#groupNames.push('') - 1;
    }
    const node = this.#alternation();
    if (!this.#take(')')) throw regexpError('missing closing )', this.pattern);
    this.#flags = before;
    return index === undefined ? node : { kind: 'group', index, node };
  }

  #nameGroup(match: RegExpExecArray): number {
    const name = match[1] ?? '';
    if (!/^[\p{L}\p{Nd}_]+$/u.test(name)) throw regexpError('invalid named capture', `(${match[0]}`);
    this.at += match[0].length;
    return this.#groupNames.push(name) - 1;
  }

  /** `(?i)` holds from here on (true); `(?i:` opens a group (false). */
  #flagGroup(): boolean {
    const match = /^\?([imsU]*)(-([imsU]+))?([:)])/.exec(this.pattern.slice(this.at));
    if (match === null) {
      const [end = ''] = /^\?[^:)]*[:)]?/.exec(this.pattern.slice(this.at)) ?? [];
      throw regexpError('invalid or unsupported Perl syntax', `(${end.slice(0, 2)}`);
    }
    for (const flag of match[1] ?? '') this.#setFlag(flag, true);
    for (const flag of match[3] ?? '') this.#setFlag(flag, false);
    this.at += match[0].length;
    return match[4] === ')';
  }

  #setFlag(flag: string, on: boolean): void {
    if (flag === 'i') this.#flags.ignoreCase = on;
    if (flag === 'm') this.#flags.multiLine = on;
    if (flag === 's') this.#flags.dotAll = on;
    if (flag === 'U') this.#flags.ungreedy = on;
  }

  #escape(): RegexpNode {
    if (this.at >= this.pattern.length) throw regexpError('trailing backslash at end of expression', '');
    const next = this.pattern.charAt(this.at);
    const assertion = ASSERTIONS.get(next);
    if (assertion !== undefined) {
      this.at++;
      return { kind: 'assertion', assertion };
    }
    const perl = PERL_CLASSES.get(next.toLowerCase());
    if (perl !== undefined) {
      this.at++;
      return this.#class(perl, next !== next.toLowerCase());
    }
    if (next === 'p' || next === 'P') return this.#unicodeClass();
    return this.#literal(readEscapedCharacter(this));
  }

  #class(test: (code: number) => boolean, negated: boolean): RegexpNode {
    const folded = this.#flags.ignoreCase ? foldCase(test) : test;
    return { kind: 'character', matches: negated ? (code) => !folded(code) : folded };
  }

  #unicodeClass(): RegexpNode {
    const { test, negated } = readUnicodeClass(this);
    return this.#class(test, negated);
  }

  #quoted(): RegexpNode[] {
    const end = this.pattern.indexOf('\\E', this.at);
    const text = this.pattern.slice(this.at + 2, end < 0 ? undefined : end);
    this.at = end < 0 ? this.pattern.length : end + 2;
    const nodes = [...text].map((character) => this.#literal(character));
    const last = nodes.pop();
    return last === undefined ? [] : [...nodes, this.#repeated(last)];
  }

  #literal(character: string): RegexpNode {
    const wanted = character.codePointAt(0) ?? 0;
    const test = (code: number) => code === wanted;
    return { kind: 'character', matches: this.#flags.ignoreCase ? foldCase(test) : test };
  }

  #character(): string {
    const character = String.fromCodePoint(this.pattern.codePointAt(this.at) ?? 0);
    this.at += character.length;
    return character;
  }

  #take(character: string): boolean {
    if (this.pattern.charAt(this.at) !== character) return false;
    this.at++;
    return true;
  }
}

const ASSERTIONS = new Map([
  ['A', 'textStart'],
  ['z', 'textEnd'],
  ['b', 'wordBoundary'],
  ['B', 'noWordBoundary'],
] as const) as ReadonlyMap<string, 'textStart' | 'textEnd' | 'wordBoundary' | 'noWordBoundary'>;

function bounds(
  text: string,
  from: string | undefined,
  comma: string | undefined,
  to: string | undefined,
): [least: number, most: number] {
  if (from === undefined) {
    return [text.startsWith('+') ? 1 : 0, text.startsWith('?') ? 1 : Number.POSITIVE_INFINITY];
  }
  const least = Number(from);
  if (comma === '') return [least, least];
  return [least, to === '' || to === undefined ? Number.POSITIVE_INFINITY : Number(to)];
}
