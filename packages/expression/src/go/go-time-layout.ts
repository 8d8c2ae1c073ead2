/** One part of a layout: an element of the reference time, or text that stands for itself. */
export type LayoutPart = { kind: 'element'; element: string } | { kind: 'text'; text: string };

/** The elements, the longer before those they begin with; `.000` and `.999` are found by {@link fraction}. */
const ELEMENTS = [
  'January',
  'Jan',
  'Monday',
  'Mon',
  'MST',
  '2006',
  '-07:00:00',
  '-070000',
  '-07:00',
  '-0700',
  '-07',
  'Z07:00:00',
  'Z070000',
  'Z07:00',
  'Z0700',
  'Z07',
  '__2',
  '_2',
  '002',
  '01',
  '02',
  '03',
  '04',
  '05',
  '06',
  '15',
  'PM',
  'pm',
  '1',
  '2',
  '3',
  '4',
  '5',
];

/** Takes a layout such as `2006-01-02` apart (Go's time package). */
export function layoutParts(layout: string): LayoutPart[] {
  const parts: LayoutPart[] = [];
  let text = '';
  let at = 0;
  while (at < layout.length) {
    const element = elementAt(layout, at);
    if (element === undefined) {
      text += layout.charAt(at++);
      continue;
    }
    if (text !== '') parts.push({ kind: 'text', text });
    text = '';
    parts.push({ kind: 'element', element });
    at += element.length;
  }
  if (text !== '') parts.push({ kind: 'text', text });
  return parts;
}

function elementAt(layout: string, at: number): string | undefined {
  // `_2006` is an underscore and a year, not a day and 006.
  if (layout.startsWith('_2006', at)) return undefined;
  const element = ELEMENTS.find((candidate) => layout.startsWith(candidate, at));
  if (element === undefined) return fraction(layout, at);
  // "Janus" has no month in it: a lower-case letter after the abbreviation makes it a word.
  if (element === 'Jan' || element === 'Mon') {
    return /[a-z]/.test(layout.charAt(at + 3)) ? undefined : element;
  }
  return element;
}

/** A run of zeros or of nines after a point or comma, and no digit after it. */
function fraction(layout: string, at: number): string | undefined {
  const match = /^[.,](0+|9+)(?![0-9])/.exec(layout.slice(at, at + 40));
  return match?.[0];
}
