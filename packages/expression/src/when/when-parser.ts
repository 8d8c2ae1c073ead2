import { GoTime } from '../go/go-time.ts';
import { MAX_DEPTH } from '../limits.ts';
import { GoRegexp } from '../regexp/go-regexp.ts';
import { ExpressionFailure } from '../result.ts';
import type { WhenToken, WhenTokenKind } from './when-token.ts';

/** null is the hole that `(a == )` leaves. */
export type WhenNode =
  | { kind: 'literal'; value: string | number | boolean | GoRegexp }
  | { kind: 'accessor'; parameter: string }
  | { kind: 'clause'; inner: WhenNode | null }
  | { kind: 'prefix'; operator: string; right: WhenNode | null }
  | { kind: 'binary'; operator: string; level: WhenLevel; left: WhenNode | null; right: WhenNode | null };

export type WhenLevel = 'separator' | 'ternary' | 'logical' | 'comparator' | 'modifier';

/** From the loosest to the tightest; all of them group to the left, the ternary's halves and `**` included. */
const LEVELS: readonly { level: WhenLevel; kind: WhenTokenKind; symbols: ReadonlySet<string> }[] = [
  { level: 'separator', kind: 'SEPARATOR', symbols: new Set([',']) },
  { level: 'ternary', kind: 'TERNARY', symbols: new Set(['?', ':', '??']) },
  { level: 'logical', kind: 'LOGICALOP', symbols: new Set(['||']) },
  { level: 'logical', kind: 'LOGICALOP', symbols: new Set(['&&']) },
  {
    level: 'comparator',
    kind: 'COMPARATOR',
    symbols: new Set(['==', '!=', '>', '>=', '<', '<=', '=~', '!~', 'in']),
  },
  { level: 'modifier', kind: 'MODIFIER', symbols: new Set(['^', '&', '|']) },
  { level: 'modifier', kind: 'MODIFIER', symbols: new Set(['>>', '<<']) },
  { level: 'modifier', kind: 'MODIFIER', symbols: new Set(['+', '-']) },
  { level: 'modifier', kind: 'MODIFIER', symbols: new Set(['*', '/', '%']) },
  { level: 'modifier', kind: 'MODIFIER', symbols: new Set(['**']) },
];

/**
 * The tree of a condition. What comes behind a complete expression is ignored, as `(a) b` shows.
 *
 * @param tokens checked for their order; words have become texts.
 */
export function parseWhen(tokens: WhenToken[]): WhenNode | null {
  return new WhenParser(tokens).parse();
}

class WhenParser {
  readonly #tokens: WhenToken[];
  #at = 0;
  #depth = 0;

  constructor(tokens: WhenToken[]) {
    this.#tokens = tokens;
  }

  parse(): WhenNode | null {
    return this.#level(0);
  }

  #level(index: number): WhenNode | null {
    const level = LEVELS[index];
    if (level === undefined) return this.#value();
    let left = this.#level(index + 1);
    let chained = 0;
    for (let token = this.#tokens[this.#at]; token !== undefined; token = this.#tokens[this.#at]) {
      if (token.kind !== level.kind || !level.symbols.has(String(token.value))) break;
      if (++chained > MAX_DEPTH) throw tooDeep();
      this.#at++;
      left = {
        kind: 'binary',
        operator: String(token.value),
        level: level.level,
        left,
        right: this.#level(index + 1),
      };
    }
    return left;
  }

  #value(): WhenNode | null {
    const token = this.#tokens[this.#at];
    if (token === undefined || token.kind === 'CLAUSE_CLOSE') return null;
    if (++this.#depth > MAX_DEPTH) throw tooDeep();
    this.#at++;
    const node = this.#valueOf(token);
    this.#depth--;
    return node;
  }

  #valueOf(token: WhenToken): WhenNode {
    const { kind, value } = token;
    if (kind === 'CLAUSE') {
      const inner = this.#level(0);
      this.#at++;
      return { kind: 'clause', inner };
    }
    if (kind === 'PREFIX') return { kind: 'prefix', operator: String(value), right: this.#value() };
    if (Array.isArray(value)) {
      // Its arguments, if it has any, are part of it.
      if (this.#tokens[this.#at]?.kind === 'CLAUSE') this.#level(0);
      return { kind: 'accessor', parameter: value[0] ?? '' };
    }
    if (kind === 'SEPARATOR' || kind === 'TERNARY' || kind === 'MODIFIER' || kind === 'COMPARATOR') {
      throw new ExpressionFailure(`Unable to plan token kind: '${kind}', value: '${String(value)}'`);
    }
    return { kind: 'literal', value: value instanceof GoTime ? value.unixSeconds : value };
  }
}

function tooDeep(): ExpressionFailure {
  return new ExpressionFailure('the expression nests too deeply');
}

/** A text behind `=~` or `!~` is a pattern. */
export function compilePatterns(tokens: WhenToken[]): WhenToken[] {
  return tokens.map((token, index) => {
    const before = tokens[index - 1];
    const isPattern = before?.kind === 'COMPARATOR' && (before.value === '=~' || before.value === '!~');
    return isPattern && token.kind === 'STRING'
      ? { kind: 'PATTERN', value: new GoRegexp(String(token.value)) }
      : token;
  });
}
