import type { FunctionSignature } from '../expr/nature.ts';
import type { Meter } from '../meter.ts';
import type { VariableScope } from '../variable-scope.ts';
import type { GoDuration, GoLocation, GoTime } from './go-time.ts';

export { GoDuration, GoLocation, GoTime } from './go-time.ts';

/**
 * A value of an expression, as Go has it: int is a bigint, float64 a number, so that `1` and `1.0` stay apart; a
 * map with string keys is a Map, never an object, since keys come from users.
 */
export type GoValue =
  | null
  | boolean
  | bigint
  | number
  | string
  | Uint8Array
  | GoValue[]
  | Map<string, GoValue>
  | AnyKeyMap
  | EnvironmentMap
  | GoTime
  | GoDuration
  | GoLocation
  | GoFunction;

/** A map whose keys may be anything, such as groupBy's; encoding/json refuses it. */
export class AnyKeyMap {
  readonly goType: string;
  readonly entries: Map<GoValue, GoValue>;

  constructor(goType: string, entries: Map<GoValue, GoValue> = new Map()) {
    this.goType = goType;
    this.entries = entries;
  }
}

/** A map of texts, whose missing keys are '' (Go's map[string]string). */
export class TextMap extends Map<string, GoValue> {}

/** Go's nil slice: a list without elements that is nil, and null as JSON. */
export class NilList extends Array<GoValue> {
  /** What is made of it is a plain list. */
  static override get [Symbol.species](): ArrayConstructor {
    return Array;
  }
}

/**
 * A list, or the nil slice where nothing was put into it.
 *
 * @param source what it was taken from, where that decides.
 */
export function listOrNil(items: GoValue[], source: readonly GoValue[] = items): GoValue[] {
  return source.length === 0 ? new NilList() : items;
}

/** Go's nil, as an interface or as a slice. */
export function isNil(value: GoValue): boolean {
  return value === null || value instanceof NilList;
}

/** A function that an environment holds, such as `sprig.trim`. */
export class GoFunction {
  readonly name: string;
  readonly signature: FunctionSignature;
  readonly call: (args: GoValue[], meter: Meter) => GoValue;

  constructor(name: string, signature: FunctionSignature, call: (args: GoValue[], meter: Meter) => GoValue) {
    this.name = name;
    this.signature = signature;
    this.call = call;
  }
}

/**
 * The variables below a dotted prefix, as the map that Argo's util/expand makes of them: `tasks.a.status` is `status`
 * in `a` in `tasks`. It asks the scope name by name; only an expression that walks the map has it built.
 */
export class EnvironmentMap {
  readonly #scope: VariableScope;
  /** With its trailing dot; empty for the whole scope. */
  readonly #prefix: string;
  readonly #children = new Map<string, EnvironmentMap>();
  #map: Map<string, GoValue> | undefined;

  constructor(scope: VariableScope, prefix: string) {
    this.#scope = scope;
    this.#prefix = prefix;
  }

  /**
   * A name that has names below it hides its own value: `inputs.parameters` is the map, not the JSON text. A key with a
   * dot in it is no key: the names have been taken apart at their dots.
   */
  get(key: string): GoValue | undefined {
    if (key.includes('.')) return undefined;
    const known = this.#children.get(key);
    if (known !== undefined) return known;
    const name = this.#prefix + key;
    for (const _ of this.#scope.withPrefix(`${name}.`)) {
      const child = new EnvironmentMap(this.#scope, `${name}.`);
      this.#children.set(key, child);
      return child;
    }
    return this.#scope.lookup(name);
  }

  /** The whole tree below the prefix. It is shared: nobody may change it. */
  toMap(): Map<string, GoValue> {
    this.#map ??= this.#build();
    return this.#map;
  }

  #build(): Map<string, GoValue> {
    const root = new Map<string, GoValue>();
    for (const [name, value] of this.#scope.withPrefix(this.#prefix)) {
      insert(root, name.slice(this.#prefix.length).split('.'), value);
    }
    return root;
  }
}

function insert(root: Map<string, GoValue>, path: string[], value: string | null): void {
  let map = root;
  for (const key of path.slice(0, -1)) {
    const below = map.get(key);
    const next = below instanceof Map ? below : new Map<string, GoValue>();
    if (next !== below) map.set(key, next);
    map = next;
  }
  const last = path.at(-1) ?? '';
  if (!(map.get(last) instanceof Map)) map.set(last, value);
}
