import type { WriteStream } from 'node:tty';
import type { Style } from './render/style.ts';
import type { Output } from './session.ts';

/** A stream of this process as an output. Who reads it may leave at any time: that ends the program in silence. */
export function outputOf(stream: WriteStream): Output {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit(0);
    throw error;
  });
  return {
    isTerminal: stream.isTTY === true,
    size: () => ({ columns: stream.columns ?? 0, rows: stream.rows ?? 0 }),
    write: (text) => void stream.write(text),
    drained: () =>
      stream.writableNeedDrain ? new Promise((resolve) => stream.once('drain', resolve)) : Promise.resolve(),
  };
}

/** Resolves when all that was written has left the process. */
export function flushed(stream: WriteStream): Promise<void> {
  return new Promise((resolve) => stream.write('', () => resolve()));
}

/** Colours only where a terminal shows them and nobody declined them (https://no-color.org). */
export function styleFor(
  isTerminal: boolean,
  flags: { color: boolean; utf8: boolean },
  environment: Readonly<Record<string, string | undefined>>,
): Style {
  const declined = !flags.color || Boolean(environment.NO_COLOR) || environment.TERM === 'dumb';
  return { colour: isTerminal && !declined, utf8: flags.utf8 };
}
