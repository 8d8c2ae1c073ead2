import { MAX_REGEXP_PROGRAM } from '../limits.ts';
import { ExpressionFailure } from '../result.ts';
import type { Assertion, RegexpNode, RegexpTree } from './regexp-node.ts';

/** What a program of the matcher consists of; `next` and its like are indices. */
export type Instruction =
  | { op: 'character'; matches: (codePoint: number) => boolean; next: number }
  /** Tries `first` before `second`. */
  | { op: 'split'; first: number; second: number }
  | { op: 'assert'; assertion: Assertion; next: number }
  | { op: 'save'; slot: number; next: number }
  | { op: 'match' };

export interface RegexpProgram {
  instructions: Instruction[];
  start: number;
  groupNames: string[];
}

/** Compiles a tree for the matcher: from its end to its start, so that each instruction knows its next. */
export function compileRegexp(tree: RegexpTree): RegexpProgram {
  const compiler = new Compiler();
  const match = compiler.emit({ op: 'match' });
  const start = compiler.compile({ kind: 'group', index: 0, node: tree.root }, match);
  return { instructions: compiler.instructions, start, groupNames: tree.groupNames };
}

class Compiler {
  readonly instructions: Instruction[] = [];

  emit(instruction: Instruction): number {
    if (this.instructions.length >= MAX_REGEXP_PROGRAM) {
      throw new ExpressionFailure('error parsing regexp: expression too large');
    }
    return this.instructions.push(instruction) - 1;
  }

  compile(node: RegexpNode, next: number): number {
    switch (node.kind) {
      case 'empty':
        return next;
      case 'character':
        return this.emit({ op: 'character', matches: node.matches, next });
      case 'assertion':
        return this.emit({ op: 'assert', assertion: node.assertion, next });
      case 'group': {
        const close = this.emit({ op: 'save', slot: node.index * 2 + 1, next });
        return this.emit({ op: 'save', slot: node.index * 2, next: this.compile(node.node, close) });
      }
      case 'concatenation':
        return node.nodes.reduceRight((following, part) => this.compile(part, following), next);
      case 'alternation':
        return node.nodes
          .map((part) => this.compile(part, next))
          .reduceRight((second, first) => this.emit({ op: 'split', first, second }));
      case 'repetition':
        return this.#repetition(node, next);
    }
  }

  #repetition(node: Extract<RegexpNode, { kind: 'repetition' }>, next: number): number {
    const { least, most, greedy } = node;
    let following = next;
    if (most === Number.POSITIVE_INFINITY) {
      following = this.#loop(node.node, greedy, next);
    } else {
      for (let optional = least; optional < most; optional++) {
        following = this.#split(this.compile(node.node, following), next, greedy);
      }
    }
    for (let required = 0; required < least; required++) following = this.compile(node.node, following);
    return following;
  }

  #loop(body: RegexpNode, greedy: boolean, next: number): number {
    const split = this.emit({ op: 'split', first: next, second: next });
    const start = this.compile(body, split);
    const instruction = this.instructions[split];
    if (instruction?.op === 'split') {
      if (greedy) instruction.first = start;
      else instruction.second = start;
    }
    return split;
  }

  #split(body: number, next: number, greedy: boolean): number {
    return this.emit({ op: 'split', first: greedy ? body : next, second: greedy ? next : body });
  }
}
