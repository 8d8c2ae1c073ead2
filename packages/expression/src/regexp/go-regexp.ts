import { Meter } from '../meter.ts';
import { findMatch, type MatchPositions } from './regexp-matcher.ts';
import { parseRegexp } from './regexp-parser.ts';
import { compileRegexp, type RegexpProgram } from './regexp-program.ts';

/**
 * A regular expression of Go's regexp package: RE2's syntax and meaning, in linear time. JavaScript's own would read
 * other syntax (look-around, back-references, `$` before a last line end) and may take exponential time.
 */
export class GoRegexp {
  readonly source: string;
  readonly #program: RegexpProgram;
  readonly #meter: Meter;

  /**
   * @param meter spends on what the matches look at.
   * @throws ExpressionFailure in the words of Go's regexp/syntax.
   */
  constructor(source: string, meter: Meter = new Meter()) {
    this.#meter = meter;
    this.source = source;
    this.#program = compileRegexp(parseRegexp(source));
  }

  matches(text: string): boolean {
    return this.#findMatch(text, 0) !== undefined;
  }

  /** FindString: the leftmost match, or ''. */
  find(text: string): string {
    const match = this.#findMatch(text, 0);
    return match === undefined ? '' : text.slice(match[0], match[1]);
  }

  /** FindAllString: at most so many matches, all if it is negative. */
  findAll(text: string, limit: number): string[] {
    return this.#all(text, limit).map((match) => text.slice(match[0], match[1]));
  }

  /** ReplaceAllString: `$1`, `${name}` and `$$` in the replacement. */
  replaceAll(text: string, replacement: string): string {
    return this.#replace(text, (match) => this.#expand(replacement, text, match));
  }

  /** ReplaceAllLiteralString. */
  replaceAllLiteral(text: string, replacement: string): string {
    return this.#replace(text, () => replacement);
  }

  /** Split: at most so many parts, all if it is negative, none if it is 0. */
  split(text: string, limit: number): string[] {
    if (limit === 0) return [];
    if (this.source.length > 0 && text.length === 0) return [''];
    const parts: string[] = [];
    let begin = 0;
    let end = 0;
    for (const match of this.#all(text, limit)) {
      if (limit > 0 && parts.length === limit - 1) break;
      end = match[0] ?? 0;
      if ((match[1] ?? 0) !== 0) parts.push(text.slice(begin, end));
      begin = match[1] ?? 0;
    }
    if (end !== text.length) parts.push(text.slice(begin));
    return parts;
  }

  #findMatch(text: string, from: number): MatchPositions | undefined {
    this.#meter.spend(1 + this.#program.instructions.length / 8);
    return findMatch(this.#program, text, from, this.#meter);
  }

  #all(text: string, limit: number): MatchPositions[] {
    const matches: MatchPositions[] = [];
    let at = 0;
    let previousEnd = -1;
    while (at <= text.length && (limit < 0 || matches.length < limit)) {
      const match = this.#findMatch(text, at);
      const [start, end] = match ?? [];
      if (match === undefined || start === undefined || end === undefined) break;
      // An empty match right behind another one does not count.
      const counts = end !== start || start !== previousEnd;
      if (counts) matches.push(match);
      previousEnd = end;
      if (end > at) at = end;
      else at += (text.codePointAt(at) ?? 0) > 0xffff ? 2 : 1;
    }
    return matches;
  }

  #replace(text: string, replacement: (match: MatchPositions) => string): string {
    let result = '';
    let last = 0;
    for (const match of this.#all(text, -1)) {
      result += text.slice(last, match[0]) + replacement(match);
      last = match[1] ?? last;
    }
    return result + text.slice(last);
  }

  /** Of several groups of the name the first one that took part; a group that there is not if none did. */
  #groupNamed(name: string, match: MatchPositions): number {
    const { groupNames } = this.#program;
    const found = groupNames.findIndex(
      (candidate, index) => candidate === name && (match[index * 2] ?? -1) >= 0,
    );
    return found < 0 ? groupNames.length : found;
  }

  #expand(template: string, text: string, match: MatchPositions): string {
    return template.replace(
      /\$(?:(\$)|([\p{L}\p{Nd}_]+)|\{([\p{L}\p{Nd}_]+)\})/gu,
      (_, dollar: string | undefined, plain: string | undefined, braced: string | undefined) => {
        if (dollar !== undefined) return '$';
        const name = plain ?? braced ?? '';
        const group = /^\d+$/.test(name) ? Number(name) : this.#groupNamed(name, match);
        const [start = -1, end = -1] = match.slice(group * 2, group * 2 + 2);
        return start < 0 ? '' : text.slice(start, end);
      },
    );
  }
}
