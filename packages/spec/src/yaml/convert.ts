import { isAlias, isMap, isPair, isScalar, isSeq, type Pair, Scalar, type YAMLMap, type YAMLSeq } from 'yaml';
import type { PathSegment, Problem } from '../problem.ts';
import { quoted } from '../problem.ts';
import { decodeBase64 } from './base64.ts';
import { MAX_ALIASED_VALUES, MAX_DEPTH, MAX_PROBLEMS } from './limits.ts';
import type { LineIndex } from './line-index.ts';
import { resolvePlainScalar } from './scalar.ts';

type Node = unknown;

/** What an anchor stands for. `size` counts the values in it, so that aliases can be weighed, not copied. */
interface Anchored {
  node: Node;
  value: unknown;
  size: number;
  depth: number;
  open: boolean;
}

const TAG = 'tag:yaml.org,2002:';
const MERGE_KEY = '<<';
/** A long text weighs as much as several values: aliases can repeat it as well. */
const CHARACTERS_PER_VALUE = 64;

/**
 * Syntax tree -> value: lists, maps (objects without a prototype, so that `__proto__` is a key like any other) and
 * scalars. Aliases share the value of their anchor. Every node is visited once.
 */
export class Converter {
  /** The first of them; the others are not kept. */
  readonly problems: Problem[] = [];
  /** Whether something was wrong, be it among `problems` or not. */
  failed = false;
  /** Where each alias leads, for those who walk the tree by path. */
  readonly aliasTargets = new Map<object, Node>();
  readonly #lines: LineIndex;
  readonly #anchors = new Map<string, Anchored>();
  #size = 0;
  #deepest = 0;
  #aliased = 0;

  constructor(lines: LineIndex) {
    this.#lines = lines;
  }

  convert(node: Node): unknown {
    return this.#value(node, [], 0);
  }

  #value(node: Node, path: PathSegment[], depth: number): unknown {
    this.#size += 1;
    this.#deepest = Math.max(this.#deepest, depth);
    if (isAlias(node)) return this.#alias(node, path, depth);
    const anchor = isScalar(node) || isMap(node) || isSeq(node) ? node.anchor : undefined;
    if (anchor === undefined) return this.#content(node, path, depth);
    const entry: Anchored = { node, value: undefined, size: this.#size - 1, depth: 0, open: true };
    this.#anchors.set(anchor, entry);
    const outside = this.#deepest;
    this.#deepest = depth;
    entry.value = this.#content(node, path, depth);
    entry.size = this.#size - entry.size;
    entry.depth = this.#deepest - depth;
    entry.open = false;
    this.#deepest = Math.max(outside, this.#deepest);
    return entry.value;
  }

  #content(node: Node, path: PathSegment[], depth: number): unknown {
    if (isScalar(node)) return this.#scalar(node, path);
    if (isSeq(node)) return this.#list(node, path, depth);
    if (isMap(node)) return this.#map(node, path, depth);
    if (node === null || node === undefined) return null;
    this.#problem(node, path, 'unexpected content');
    return null;
  }

  #list(node: YAMLSeq, path: PathSegment[], depth: number): unknown[] {
    return node.items.map((item, index) => this.#value(item, [...path, index], depth + 1));
  }

  /** Explicit keys win over merged ones wherever they stand; of several merged maps the first wins. */
  #map(node: YAMLMap, path: PathSegment[], depth: number): Record<string, unknown> {
    const map: Record<string, unknown> = Object.create(null);
    const merged: Record<string, unknown>[] = [];
    for (const pair of node.items) {
      if (isMergePair(pair)) {
        merged.push(...this.#mergedMaps(pair, path, depth));
        continue;
      }
      const key = this.#key(pair.key, path);
      if (key === undefined) continue;
      const inside = [...path, key];
      if (key in map) this.#problem(pair.key, inside, `the key ${quoted(key)} stands twice in the same map`);
      map[key] = this.#value(pair.value, inside, depth + 1);
    }
    for (const source of merged) {
      for (const [key, value] of Object.entries(source)) {
        if (!(key in map)) map[key] = value;
      }
    }
    return map;
  }

  #mergedMaps(pair: Pair, path: PathSegment[], depth: number): Record<string, unknown>[] {
    const value = this.#value(pair.value, [...path, MERGE_KEY], depth + 1);
    const sources = Array.isArray(value) ? value : [value];
    const maps = sources.filter(
      (source): source is Record<string, unknown> =>
        typeof source === 'object' && source !== null && !Array.isArray(source),
    );
    if (maps.length !== sources.length) {
      this.#problem(pair.key, [...path, MERGE_KEY], 'only a map, or a list of maps, can be merged');
    }
    return maps;
  }

  /** JSON's keys are texts: numbers and booleans are written out, as sigs.k8s.io/yaml does. */
  #key(node: Node, path: PathSegment[]): string | undefined {
    const target = isAlias(node) ? this.#anchors.get(node.source)?.node : node;
    if (!isScalar(target)) {
      const advice = isMap(target) && target.flow ? ': quote a {{variable}}' : '';
      this.#problem(node, path, `a key must be a text, not a list or map${advice}`);
      return undefined;
    }
    const anchor = isAlias(node) ? undefined : target.anchor;
    const value = this.#scalar(target, path);
    if (anchor !== undefined) {
      this.#anchors.set(anchor, { node: target, value, size: 1, depth: 0, open: false });
    }
    if (value === null) {
      this.#problem(node, path, 'a key is missing, or null');
      return undefined;
    }
    return String(value);
  }

  #scalar(node: Scalar, path: PathSegment[]): string | number | boolean | null {
    const text = node.source ?? (typeof node.value === 'string' ? node.value : '');
    const tag = node.tag?.startsWith(TAG) ? node.tag.slice(TAG.length) : undefined;
    this.#size += Math.floor(text.length / CHARACTERS_PER_VALUE);
    if (tag === 'binary') return this.#binary(node, text, path);
    const plain = node.type === Scalar.PLAIN || node.type === undefined;
    if (tag === undefined ? node.tag !== undefined || !plain : tag === 'str') return text;
    const resolved = resolvePlainScalar(text);
    if (resolved === undefined) {
      this.#problem(node, path, `${quoted(text)} is a number that JSON cannot hold: quote it`);
      return null;
    }
    if (tag !== undefined && !hasTag(resolved.value, tag)) {
      this.#problem(node, path, `${quoted(text)} is no ${tag}`);
      return null;
    }
    if (resolved.surprisingBoolean && tag === undefined) {
      this.#problem(node, path, surprise(text, resolved.value === true), 'warning');
    }
    return resolved.value;
  }

  #binary(node: Scalar, text: string, path: PathSegment[]): string {
    const decoded = decodeBase64(text);
    if (decoded === undefined) this.#problem(node, path, 'a !!binary value that is no base64');
    return decoded ?? '';
  }

  #alias(node: { source: string }, path: PathSegment[], depth: number): unknown {
    const anchored = this.#anchors.get(node.source);
    if (anchored === undefined) {
      this.#problem(node, path, `unknown anchor ${quoted(node.source)}`);
      return null;
    }
    if (anchored.open) {
      this.#problem(node, path, `the anchor ${quoted(node.source)} contains itself`);
      return null;
    }
    this.aliasTargets.set(node, anchored.node);
    this.#aliased += anchored.size;
    this.#size += anchored.size - 1;
    this.#deepest = Math.max(this.#deepest, depth + anchored.depth);
    if (this.#aliased > MAX_ALIASED_VALUES) {
      this.#onceAt(node, path, `its aliases stand for more than ${MAX_ALIASED_VALUES} values`);
      return null;
    }
    if (depth + anchored.depth > MAX_DEPTH) {
      this.#onceAt(node, path, `nested too deeply: at most ${MAX_DEPTH} lists and maps inside each other`);
      return null;
    }
    return anchored.value;
  }

  #onceAt(node: Node, path: PathSegment[], message: string): void {
    if (!this.problems.some((problem) => problem.message === message)) this.#problem(node, path, message);
  }

  #problem(node: Node, path: PathSegment[], message: string, severity: Problem['severity'] = 'error'): void {
    if (severity === 'error') this.failed = true;
    if (this.problems.length >= MAX_PROBLEMS) return;
    const range = (node as { range?: readonly number[] } | null)?.range;
    const position = range?.[0] === undefined ? {} : this.#lines.position(range[0]);
    this.problems.push({ path, message, severity, ...position });
  }
}

/** Whether a pair merges another map into its own. */
export function isMergePair(pair: Pair): boolean {
  const { key } = pair;
  return (
    isPair(pair) &&
    isScalar(key) &&
    key.source === MERGE_KEY &&
    (key.type === Scalar.PLAIN || key.tag === `${TAG}merge`)
  );
}

function hasTag(value: unknown, tag: string): boolean {
  switch (tag) {
    case 'int':
      return Number.isInteger(value);
    case 'float':
      return typeof value === 'number';
    case 'bool':
      return typeof value === 'boolean';
    case 'null':
      return value === null;
    default:
      return true;
  }
}

function surprise(text: string, value: boolean): string {
  return `${text} without quotes is the boolean ${value} (YAML 1.1, as Argo reads it): quote it if a text is meant`;
}
