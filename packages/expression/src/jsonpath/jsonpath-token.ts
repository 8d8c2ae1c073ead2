import type { ScriptNode } from './script-node.ts';

/** One step of a path. */
export type JsonPathToken =
  | { kind: 'root' }
  | { kind: 'current' }
  | { kind: 'key'; key: string }
  | { kind: 'index'; index: number }
  | { kind: 'length' }
  | { kind: 'wildcard' }
  | { kind: 'recursive' }
  /** `[?(...)]` */
  | { kind: 'filter'; script: Script }
  /** `[(...)]`: the script gives the key or the index. */
  | { kind: 'script'; script: Script }
  | { kind: 'union'; members: (string | number | Script)[] }
  | {
      kind: 'range';
      from: number | Script | undefined;
      to: number | Script | undefined;
      step: number | Script | undefined;
    };

/** An expression in a path; without operators it is its text. */
export interface Script {
  text: string;
  node: ScriptNode | undefined;
}
