/** How text is drawn: with ANSI colours or none, with box characters or 7-bit ones (`--no-utf8`). */
export interface Style {
  readonly colour: boolean;
  readonly utf8: boolean;
}

export const PLAIN: Style = { colour: false, utf8: true };

const CODES = {
  bold: 1,
  underline: 4,
  red: 31,
  green: 32,
  yellow: 33,
  blue: 34,
  magenta: 35,
  cyan: 36,
  white: 37,
  default: 39,
} as const;

export type Colour = keyof typeof CODES;

/** Wraps the text in the colour's codes; without colours it is the text. */
export function paint(style: Style, colour: Colour, text: string): string {
  return style.colour ? `\u001b[${CODES[colour]}m${text}\u001b[0m` : text;
}

const LOG_COLOURS: readonly Colour[] = ['green', 'yellow', 'blue', 'magenta', 'cyan', 'white'];

/** The colour of a pod's log lines: its name's code points, summed, choose one of six (Argo's ansiColorCode). */
export function logColour(podName: string): Colour {
  let sum = 0;
  for (const character of podName) sum += character.codePointAt(0) ?? 0;
  return LOG_COLOURS[sum % LOG_COLOURS.length] ?? 'white';
}

/** A colour code: the escape character, `[`, parameters, a letter. */
const CODE = /\p{Cc}\[[0-9;]*[A-Za-z]/gu;

/** The text as a terminal shows it, colour codes gone. */
export function withoutCodes(text: string): string {
  return text.replace(CODE, '');
}

const CONTROLS = /(?![\t\n])\p{Cc}/gu;

/**
 * Text of a workflow (messages, parameters) made safe to print: a container's message must not move the cursor or
 * retitle the terminal. Newlines and tabs stay.
 */
export function printable(text: string): string {
  return text.replace(CONTROLS, '');
}

/** As `printable`, and on one line: a newline or tab would end a cell of the table. */
export function oneLine(text: string): string {
  return printable(text.replace(/\s*[\r\n\t]\s*/g, ' '));
}
