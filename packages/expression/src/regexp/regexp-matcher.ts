import type { Meter } from '../meter.ts';
import { isWordCharacter } from './character-class.ts';
import type { Assertion } from './regexp-node.ts';
import type { RegexpProgram } from './regexp-program.ts';

/** Where a match and its groups start and end, in UTF-16 units; -1 for a group that took no part. */
export type MatchPositions = number[];

/** A state of the program, and what its groups have matched on the way there. */
interface Thread {
  instruction: number;
  slots: number[];
}

/**
 * Finds the leftmost match at or behind a position, the first one in Perl's order, by walking all states at once
 * (Thompson's and Pike's way): time grows with pattern times text, so that no pattern runs away.
 */
export function findMatch(
  program: RegexpProgram,
  text: string,
  from: number,
  meter: Meter,
): MatchPositions | undefined {
  return new Matcher(program, text, meter).find(from);
}

class Matcher {
  readonly #program: RegexpProgram;
  readonly #text: string;
  /** The last position at which an instruction was entered: no state is followed twice at one position. */
  readonly #entered: Int32Array;
  readonly #meter: Meter;

  constructor(program: RegexpProgram, text: string, meter: Meter) {
    this.#meter = meter;
    this.#program = program;
    this.#text = text;
    this.#entered = new Int32Array(program.instructions.length).fill(-1);
  }

  find(from: number): MatchPositions | undefined {
    let threads: Thread[] = [];
    let matched: MatchPositions | undefined;
    for (let at = from; ; ) {
      if (matched === undefined) {
        const slots: number[] = new Array(this.#program.groupNames.length * 2).fill(-1);
        this.#follow({ instruction: this.#program.start, slots }, at, threads);
      }
      if (threads.length === 0 && matched !== undefined) break;
      const code = this.#text.codePointAt(at);
      const width = code !== undefined && code > 0xffff ? 2 : 1;
      const next: Thread[] = [];
      for (const thread of threads) {
        const instruction = this.#program.instructions[thread.instruction];
        if (instruction?.op === 'match') {
          matched = thread.slots;
          // What comes behind it in the order of preference is cut off.
          break;
        }
        if (instruction?.op === 'character' && code !== undefined && instruction.matches(code)) {
          this.#follow({ instruction: instruction.next, slots: thread.slots }, at + width, next);
        }
      }
      if (code === undefined) break;
      threads = next;
      at += width;
    }
    return matched;
  }

  /** Adds the states that a thread reaches without reading, in the order of preference. */
  #follow(start: Thread, at: number, threads: Thread[]): void {
    const pending = [start];
    for (let thread = pending.pop(); thread !== undefined; thread = pending.pop()) {
      if (this.#entered[thread.instruction] === at) continue;
      this.#entered[thread.instruction] = at;
      this.#meter.spend(1);
      const instruction = this.#program.instructions[thread.instruction];
      switch (instruction?.op) {
        case 'split':
          pending.push({ instruction: instruction.second, slots: thread.slots });
          pending.push({ instruction: instruction.first, slots: thread.slots });
          break;
        case 'save':
          pending.push({ instruction: instruction.next, slots: thread.slots.with(instruction.slot, at) });
          break;
        case 'assert':
          if (this.#holds(instruction.assertion, at)) {
            pending.push({ instruction: instruction.next, slots: thread.slots });
          }
          break;
        default:
          threads.push(thread);
      }
    }
  }

  #holds(assertion: Assertion, at: number): boolean {
    switch (assertion) {
      case 'textStart':
        return at === 0;
      case 'textEnd':
        return at === this.#text.length;
      case 'lineStart':
        return at === 0 || this.#text.charAt(at - 1) === '\n';
      case 'lineEnd':
        return at === this.#text.length || this.#text.charAt(at) === '\n';
      case 'wordBoundary':
        return this.#atWordBoundary(at);
      case 'noWordBoundary':
        return !this.#atWordBoundary(at);
    }
  }

  #atWordBoundary(at: number): boolean {
    const before = at > 0 && isWordCharacter(this.#text.charCodeAt(at - 1));
    const after = at < this.#text.length && isWordCharacter(this.#text.charCodeAt(at));
    return before !== after;
  }
}
