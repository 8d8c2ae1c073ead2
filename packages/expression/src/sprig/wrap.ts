import { MAX_TEXT } from '../limits.ts';
import { ExpressionFailure } from '../result.ts';
import { fromBinary, toBinary } from './convert.ts';

/**
 * sprig's abbrev and abbrevboth: a text cut to a width, with dots where it was cut; untouched where the width leaves
 * no room for dots. Widths count bytes.
 */
export function abbreviate(text: string, offset: number, width: number): string {
  if (width < 4 || (offset > 0 && width < 7)) return text;
  return fromBinary(abbreviateBinary(toBinary(text), offset, width));
}

function abbreviateBinary(text: string, offset: number, width: number): string {
  if (text.length <= width) return text;
  const room = width - 3;
  let start = Math.min(offset, text.length);
  if (text.length - start < room) start = text.length - room;
  if (start <= 4) return `${text.slice(0, room)}...`;
  // Cut on both sides, unless the end is within reach.
  if (width >= 7 && start + room < text.length) {
    const rest = text.slice(start);
    return `...${room < 4 ? '' : abbreviateBinary(rest, 0, room)}`;
  }
  return width < 7 ? '' : `...${text.slice(-room)}`;
}

/**
 * sprig's wrap and wrapWith: lines of at most so many bytes, broken at spaces.
 *
 * @param separator between lines; a line end if it is empty.
 * @param breakWords whether a word that is longer than a line is broken, or sticks out.
 */
export function wrap(text: string, length: number, separator: string, breakWords: boolean): string {
  const binary = toBinary(text);
  const width = Math.max(1, length);
  const lineEnd = toBinary(separator === '' ? '\n' : separator);
  if ((binary.length / width) * lineEnd.length > MAX_TEXT)
    throw new ExpressionFailure('memory budget exceeded');
  const lines: string[] = [];
  let offset = 0;
  while (binary.length - offset > width) {
    if (binary.charAt(offset) === ' ') {
      offset++;
      continue;
    }
    const space = binary.lastIndexOf(' ', offset + width);
    if (space >= offset) {
      lines.push(binary.slice(offset, space));
      offset = space + 1;
    } else if (breakWords) {
      lines.push(binary.slice(offset, offset + width));
      offset += width;
    } else {
      const end = binary.indexOf(' ', offset + width);
      if (end < 0) break;
      lines.push(binary.slice(offset, end));
      offset = end + 1;
    }
  }
  lines.push(binary.slice(offset));
  return fromBinary(lines.join(lineEnd));
}
