import { utf8Length } from '../go/go-bytes.ts';
import { compareText } from '../go/go-json.ts';
import type { GoValue } from '../go/go-value.ts';
import type { Meter } from '../meter.ts';
import { attempt, ExpressionFailure } from '../result.ts';
import { evaluateScript } from './evaluate-script.ts';
import type { JsonPathToken, Script } from './jsonpath-token.ts';
import { parsePath } from './parse-path.ts';

/**
 * What a JSONPath finds in decoded JSON (evilmonkeyinc/jsonpath, without its options).
 *
 * @throws ExpressionFailure for what is no path, and where the path leads nowhere.
 */
export function queryJsonPath(selector: string, root: GoValue, meter: Meter): GoValue {
  const tokens = attempt(() => parsePath(selector));
  if (!tokens.ok) {
    throw new ExpressionFailure(`invalid JSONPath selector '${selector}' ${tokens.error.message}`);
  }
  return new Query(meter).follow(tokens.value, root, root);
}

class Query {
  readonly #meter: Meter;

  constructor(meter: Meter) {
    this.#meter = meter;
  }

  readonly follow = (tokens: JsonPathToken[], root: GoValue, current: GoValue): GoValue => {
    this.#meter.spend(10);
    const [token, ...next] = tokens;
    if (token === undefined) return current;
    switch (token.kind) {
      case 'root':
        return this.follow(next, root, root);
      case 'current':
        return this.follow(next, root, current);
      case 'key':
        return this.follow(next, root, keyOf(current, token.key));
      case 'index':
        return this.follow(next, root, indexOf(current, token.index));
      case 'length':
        return this.follow(next, root, lengthOf(current));
      case 'wildcard':
        return childrenOf('wildcard', current)
          .map((child) => this.#tryFollow(next, root, child))
          .filter((value) => next.length === 0 || value !== null);
      case 'recursive':
        return this.#recursive(next, root, current);
      case 'filter':
        return this.#filter(token.script, next, root, current);
      case 'script':
        return this.#script(token.script, next, root, current);
      case 'union':
        return this.#each(next, root, this.#union(token.members, root, current));
      case 'range':
        return this.#each(next, root, this.#range(token, root, current));
    }
  };

  /** nil where the rest of the path leads nowhere. */
  #tryFollow(next: JsonPathToken[], root: GoValue, current: GoValue): GoValue {
    const result = attempt(() => this.follow(next, root, current));
    return result.ok ? result.value : null;
  }

  /** The rest of the path from each element, unless it begins with an index, which is one of the list. */
  #each(next: JsonPathToken[], root: GoValue, elements: GoValue[]): GoValue {
    if (next.length === 0) return elements;
    if (next[0]?.kind === 'index') return this.follow(next, root, elements);
    return elements.map((element) => this.#tryFollow(next, root, element)).filter((value) => value !== null);
  }

  #recursive(next: JsonPathToken[], root: GoValue, current: GoValue): GoValue[] {
    if (current === null) return [];
    const found: GoValue[] = [];
    if (next.length === 0) {
      found.push(current);
    } else {
      const value = this.#tryFollow(next, root, current);
      if (Array.isArray(value)) found.push(...value);
      else if (value !== null) found.push(value);
    }
    if (Array.isArray(current) || current instanceof Map) {
      for (const child of childrenOf('recursive', current)) {
        for (const value of this.#recursive(next, root, child)) found.push(value);
      }
    }
    return found;
  }

  #filter(script: Script, next: JsonPathToken[], root: GoValue, current: GoValue): GoValue {
    if (script.text === '') throw new ExpressionFailure('invalid expression. is empty');
    const elements = childrenOf('filter', current).filter((element) => {
      const result = attempt(() =>
        evaluateScript(script, { root, current: element, follow: this.follow, meter: this.#meter }),
      );
      return result.ok && isIncluded(result.value);
    });
    return this.#each(next, root, elements);
  }

  #script(script: Script, next: JsonPathToken[], root: GoValue, current: GoValue): GoValue {
    const value = this.#evaluate(script, root, current);
    if (typeof value === 'string') return this.follow(next, root, keyOf(current, value));
    const index = integerOf(value);
    if (index === undefined) throw unexpectedResult(value);
    return this.follow(next, root, indexOf(current, index));
  }

  #evaluate(script: Script, root: GoValue, current: GoValue): GoValue {
    return evaluateScript(script, { root, current, follow: this.follow, meter: this.#meter });
  }

  #union(members: (string | number | Script)[], root: GoValue, current: GoValue): GoValue[] {
    const wanted = members.map((member) => {
      const value = typeof member === 'object' ? this.#evaluate(member, root, current) : member;
      const index = integerOf(value);
      if (typeof value !== 'string' && index === undefined) throw unexpectedResult(value);
      return typeof value === 'string' ? value : (index ?? 0);
    });
    const keys = wanted.filter((member) => typeof member === 'string');
    const indices = wanted.filter((member) => typeof member === 'number');
    if (keys.length > 0 && indices.length > 0) {
      throw new ExpressionFailure('union: invalid token argument. expected [int] got [string]');
    }
    if (keys.length > 0) {
      if (!(current instanceof Map)) throw wrongTarget('union', current, 'map');
      return keys.filter((key) => current.has(key)).map((key) => current.get(key) ?? null);
    }
    if (!Array.isArray(current)) throw wrongTarget('union', current, 'array slice');
    return indices
      .map((index) => (index < 0 ? index + current.length : index))
      .filter((index) => index >= 0 && index < current.length)
      .map((index) => current[index] ?? null);
  }

  #range(token: Extract<JsonPathToken, { kind: 'range' }>, root: GoValue, current: GoValue): GoValue[] {
    if (!Array.isArray(current)) throw wrongTarget('range', current);
    const bound = (member: number | Script | undefined, otherwise: number) => {
      if (typeof member !== 'object') return member ?? otherwise;
      const value = integerOf(this.#evaluate(member, root, current));
      if (value === undefined) throw unexpectedResult(null);
      return value;
    };
    const clamp = (index: number) =>
      Math.min(Math.max(index < 0 ? index + current.length : index, 0), current.length);
    const from = clamp(bound(token.from, 0));
    const to = clamp(bound(token.to, current.length));
    const step = bound(token.step, 1);
    if (step === 0) throw new ExpressionFailure('range: invalid token out of range');
    const elements: GoValue[] = [];
    if (step > 0) for (let at = from; at < to; at += step) elements.push(current[at] ?? null);
    else for (let at = to - 1; at >= from; at += step) elements.push(current[at] ?? null);
    return elements;
  }
}

/** What the steps of a path can be taken from. */
const TARGETS = {
  key: 'map',
  index: 'array slice',
  range: 'array slice',
  wildcard: 'array map slice',
  filter: 'array map slice',
  length: 'array map slice string',
  recursive: 'array map slice',
} as const;

function wrongTarget(
  kind: string,
  value: GoValue,
  target: string = TARGETS[kind as keyof typeof TARGETS],
): ExpressionFailure {
  return new ExpressionFailure(
    `${kind}: invalid token target. expected [${target}] got [${describe(value)}]`,
  );
}

function unexpectedResult(value: GoValue): ExpressionFailure {
  return new ExpressionFailure(
    `unexpected expression result. expected [int string] got [${describe(value)}]`,
  );
}

function describe(value: GoValue): string {
  if (value === null) return 'nil';
  if (Array.isArray(value)) return 'slice';
  if (value instanceof Map) return 'map';
  if (typeof value === 'number') return 'float64';
  return typeof value === 'boolean' ? 'bool' : 'string';
}

function keyOf(value: GoValue, key: string): GoValue {
  if (!(value instanceof Map)) throw wrongTarget('key', value);
  const child = value.get(key);
  if (child === undefined) throw new ExpressionFailure(`key: invalid token key '${key}' not found`);
  return child;
}

function indexOf(value: GoValue, index: number): GoValue {
  if (!Array.isArray(value)) throw wrongTarget('index', value);
  const child = value.at(index);
  if (child === undefined) throw new ExpressionFailure('index: invalid token out of range');
  return child;
}

/** A map's own key of that name comes first. */
function lengthOf(value: GoValue): GoValue {
  if (value instanceof Map) return value.get('length') ?? BigInt(value.size);
  if (Array.isArray(value)) return BigInt(value.length);
  if (typeof value === 'string') return BigInt(utf8Length(value));
  throw wrongTarget('length', value);
}

/** Elements, or values in the order of their keys. */
function childrenOf(kind: string, value: GoValue): GoValue[] {
  if (Array.isArray(value)) return value;
  if (!(value instanceof Map)) throw wrongTarget(kind, value);
  return [...value].sort(([a], [b]) => compareText(a, b)).map(([, child]) => child);
}

function integerOf(value: GoValue): number | undefined {
  if (typeof value === 'bigint') return Number(value);
  return typeof value === 'number' && Number.isInteger(value) ? value : undefined;
}

/** Whether a filter lets an element through. */
function isIncluded(value: GoValue): boolean {
  if (typeof value === 'string') return value.replace(/^(['"])(.*)\1$/s, '$2') !== '';
  if (Array.isArray(value)) return value.length > 0;
  if (value instanceof Map) return value.size > 0;
  return value !== null && value !== false && value !== 0 && value !== 0n;
}
