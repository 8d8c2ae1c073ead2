import { appendFile, open, readFile, stat, truncate } from 'node:fs/promises';
import type { Clock } from '@tiphys/clock';
import type { OutputChunk } from '../runtime.ts';
import { type AttemptFolder, isCode } from './attempt-folder.ts';

const MAX_CHUNK = 64 * 1024;

interface Piece {
  stream: 1 | 2;
  /** Over both streams. */
  offset: number;
  /** In the stream's own file. */
  fileOffset: number;
  length: number;
  at: number;
}

/**
 * Which piece of which stream came when. Two files do not say; so each growth that is seen is written down before
 * anybody gets it, and an agent that comes later counts the same offsets. One object writes per attempt.
 */
export class OutputOrder {
  readonly #folder: AttemptFolder;
  readonly #clock: Clock;
  readonly #pieces: Piece[] = [];
  readonly #seen = { 1: 0, 2: 0 };
  #end = 0;
  #loaded = false;
  #turn: Promise<void> = Promise.resolve();

  constructor(folder: AttemptFolder, clock: Clock) {
    this.#folder = folder;
    this.#clock = clock;
  }

  /** Notes what has been written since the last look. Calls take turns. */
  look(): Promise<void> {
    this.#turn = this.#turn.then(() => this.#look());
    const turn = this.#turn;
    // The next caller begins anew.
    this.#turn = turn.catch(() => undefined);
    return turn;
  }

  /** The noted output from an offset on, at most one piece of it. */
  async chunk(fromOffset: number): Promise<OutputChunk | undefined> {
    const piece = this.#pieceAt(fromOffset);
    if (piece === undefined) return undefined;
    const skipped = fromOffset - piece.offset;
    const data = await readRange(
      this.#folder.outputFile(piece.stream),
      piece.fileOffset + skipped,
      piece.length - skipped,
    );
    return { stream: piece.stream, offset: fromOffset, at: piece.at, data };
  }

  async #look(): Promise<void> {
    if (!this.#loaded) {
      await this.#load();
      this.#loaded = true;
    }
    for (const stream of [1, 2] as const) {
      const size = await sizeOf(this.#folder.outputFile(stream));
      const at = this.#clock.now();
      while (this.#seen[stream] < size) {
        const length = Math.min(MAX_CHUNK, size - this.#seen[stream]);
        await appendFile(this.#folder.orderFile, `${stream} ${length} ${at}\n`);
        this.#push(stream, length, at);
      }
    }
  }

  /** A line that was cut short when its writer died is cut off: nobody got what it speaks of. */
  async #load(): Promise<void> {
    const text = await readFile(this.#folder.orderFile, 'utf8').catch((error: unknown) => {
      if (isCode(error, 'ENOENT')) return '';
      throw error;
    });
    const whole = text.slice(0, text.lastIndexOf('\n') + 1);
    if (whole !== text) await truncate(this.#folder.orderFile, whole.length);
    for (const line of whole.split('\n').slice(0, -1)) {
      const [stream, length, at] = line.split(' ').map(Number);
      this.#push(stream === 1 ? 1 : 2, length ?? 0, at ?? 0);
    }
  }

  #push(stream: 1 | 2, length: number, at: number): void {
    this.#pieces.push({ stream, offset: this.#end, fileOffset: this.#seen[stream], length, at });
    this.#seen[stream] += length;
    this.#end += length;
  }

  /** By halving: a long log has many pieces. */
  #pieceAt(offset: number): Piece | undefined {
    let low = 0;
    let high = this.#pieces.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      const piece = this.#pieces[middle];
      if (piece !== undefined && piece.offset + piece.length <= offset) low = middle + 1;
      else high = middle;
    }
    return this.#pieces[low];
  }
}

async function sizeOf(path: string): Promise<number> {
  return stat(path).then(
    ({ size }) => size,
    (error: unknown) => {
      if (isCode(error, 'ENOENT')) return 0;
      throw error;
    },
  );
}

async function readRange(path: string, position: number, length: number): Promise<Uint8Array> {
  const file = await open(path);
  try {
    const { bytesRead, buffer } = await file.read(Buffer.alloc(length), 0, length, position);
    return buffer.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}
