/**
 * JSON data as YAML: keys sorted and lists flush with their key, as Argo prints YAML. Text that YAML 1.1 or 1.2 might
 * read as something else is quoted, text of several lines is a literal block.
 */
export function renderYaml(value: unknown): string {
  return isEmptyCollection(value) || !isCollection(value)
    ? `${scalar(value, '')}\n`
    : lines(value, '').join('');
}

type Collection = readonly unknown[] | Readonly<Record<string, unknown>>;

function lines(value: Collection, indent: string): string[] {
  if (Array.isArray(value)) return value.flatMap((item) => itemLines(item, indent));
  const entries = Object.entries(value).filter(([, member]) => member !== undefined);
  return entries
    .sort(([left], [right]) => (left < right ? -1 : 1))
    .flatMap(([key, member]) => memberLines(key, member, indent));
}

function memberLines(key: string, value: unknown, indent: string): string[] {
  const label = `${indent}${plainOrQuoted(key)}:`;
  if (!isCollection(value) || isEmptyCollection(value)) return [`${label} ${scalar(value, indent)}\n`];
  return [`${label}\n`, ...lines(value, Array.isArray(value) ? indent : `${indent}  `)];
}

function itemLines(value: unknown, indent: string): string[] {
  const inner = `${indent}  `;
  if (!isCollection(value) || isEmptyCollection(value)) return [`${indent}- ${scalar(value, indent)}\n`];
  const [first = '', ...rest] = lines(value, inner);
  return [`${indent}- ${first.slice(inner.length)}`, ...rest];
}

function isCollection(value: unknown): value is Collection {
  return typeof value === 'object' && value !== null;
}

function isEmptyCollection(value: unknown): boolean {
  return isCollection(value) && Object.values(value).every((member) => member === undefined);
}

function scalar(value: unknown, indent: string): string {
  if (typeof value === 'string') return text(value, indent);
  if (Array.isArray(value)) return '[]';
  return isCollection(value) ? '{}' : String(value ?? null);
}

function text(value: string, indent: string): string {
  return isBlock(value) ? block(value, indent) : plainOrQuoted(value);
}

/** Letters first, and nothing that YAML gives a meaning: so never a number, a date or an indicator. */
const PLAIN = /^[A-Za-z/][A-Za-z0-9_./ -]*$/;
const WORDS = /^(y|n|yes|no|on|off|true|false|null|nan|inf|e[-0-9._]*)$/i;

function plainOrQuoted(value: string): string {
  return PLAIN.test(value) && !WORDS.test(value) && !value.endsWith(' ') ? value : quoted(value);
}

/** What JSON writes as it is and YAML does not know as a character. */
const UNPRINTABLE = /[\u007f-\u0084\u0086-\u009f\ufffe\uffff]/g;

function quoted(value: string): string {
  return JSON.stringify(value).replace(
    UNPRINTABLE,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

/** Several lines, of which the first is not indented and none has what a block would lose. */
function isBlock(value: string): boolean {
  return (
    /^[^\s].*\n/.test(value) &&
    !/(?!\n)[\p{Cc}\u2028\u2029\ufeff\ufffe\uffff]/u.test(value) &&
    value.isWellFormed()
  );
}

function block(value: string, indent: string): string {
  const newlines = /\n*$/.exec(value)?.[0].length ?? 0;
  const chomping = newlines === 0 ? '-' : newlines === 1 ? '' : '+';
  const body = newlines === 0 ? value : value.slice(0, -1);
  const inner = `${indent}  `;
  const written = body.split('\n').map((line) => (line === '' ? '' : inner + line));
  return `|${chomping}\n${written.join('\n')}`;
}
