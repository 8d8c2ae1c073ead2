/** The syntax tree of a regular expression in RE2's syntax, flags already applied. */
export type RegexpNode =
  | { kind: 'empty' }
  | { kind: 'character'; matches: (codePoint: number) => boolean }
  | { kind: 'assertion'; assertion: Assertion }
  | { kind: 'group'; index: number; node: RegexpNode }
  | { kind: 'concatenation'; nodes: RegexpNode[] }
  | { kind: 'alternation'; nodes: RegexpNode[] }
  /** Infinity for no upper bound. */
  | { kind: 'repetition'; node: RegexpNode; least: number; most: number; greedy: boolean };

export type Assertion = 'textStart' | 'textEnd' | 'lineStart' | 'lineEnd' | 'wordBoundary' | 'noWordBoundary';

export interface RegexpTree {
  root: RegexpNode;
  /** The names of the groups by their index; the whole match is 0, and unnamed groups have ''. */
  groupNames: string[];
}
