import type { ContainerTask } from '@tiphys/engine';
import type { AttemptIdentity } from '../runtime.ts';
import type { RuntimeError } from '../runtime-error.ts';

/** A piece of simulated output. */
export interface ScriptedOutput {
  /** Milliseconds after the start. */
  afterMs: number;
  stream: 1 | 2;
  text: string;
}

/** How one simulated container goes. */
export interface ScriptedRun {
  /** Milliseconds from start to end; Infinity: until it is stopped. */
  durationMs: number;
  exitCode: number;
  oomKilled?: boolean;
  /** In the order of time. */
  output?: readonly ScriptedOutput[];
  /** What it leaves behind, by absolute path. */
  files?: ReadonlyMap<string, string>;
  /** Goes on after SIGTERM; SIGKILL ends it after the grace. */
  ignoresTerm?: boolean;
}

/**
 * Says how an attempt's container goes, when it starts; a RuntimeError: it cannot be started. Asked once per start,
 * with randomness that is the same for the same attempt and seed.
 */
export type Script = (
  attempt: AttemptIdentity,
  task: ContainerTask,
  random: () => number,
) => ScriptedRun | RuntimeError;

/** A generator of numbers from 0 to 1 (mulberry32), the same for the same text. */
export function seededRandom(text: string): () => number {
  let state = 2166136261;
  for (let index = 0; index < text.length; index += 1) {
    state = Math.imul(state ^ text.charCodeAt(index), 16777619);
  }
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}
