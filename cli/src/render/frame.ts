import { visibleWidth } from './table.ts';

const HOME = '\u001b[H';
const CLEAR = '\u001b[2J';
const CLEAR_LINE = '\u001b[K';
const CLEAR_BELOW = '\u001b[J';
const RESET = '\u001b[0m';

export interface FrameSize {
  readonly columns: number;
  readonly rows: number;
}

/** What empties the screen before the first frame. */
export const FIRST_FRAME = HOME + CLEAR;

/**
 * A text drawn over the one before it, from the top of the screen: each line clears its own rest, so nothing flickers.
 * Lines are cut at the right edge, and where the text is higher than the screen its end gives way to a count, for a
 * line that wraps or scrolls would leave the next frame in disorder.
 */
export function frame(text: string, size: FrameSize): string {
  let lines = text.replace(/\n$/, '').split('\n');
  const room = Math.max(2, size.rows - 1);
  if (size.rows > 0 && lines.length > room) {
    const hidden = lines.length - room + 1;
    lines = [...lines.slice(0, room - 1), `... ${hidden} more lines`];
  }
  const drawn = lines.map((line) => `${cut(line, size.columns)}${CLEAR_LINE}\n`);
  return HOME + drawn.join('') + CLEAR_BELOW;
}

/** The last frame: whole, whatever the size of the screen. */
export function lastFrame(text: string): string {
  return FIRST_FRAME + text;
}

function cut(line: string, columns: number): string {
  if (columns <= 0 || visibleWidth(line) <= columns) return line;
  let width = 0;
  let kept = '';
  for (const [part] of line.matchAll(/\p{Cc}\[[0-9;]*[A-Za-z]|./gsu)) {
    const isCode = part.length > 1 && /^\p{Cc}/u.test(part);
    if (!isCode && ++width > columns) break;
    kept += part;
  }
  return kept + RESET;
}
