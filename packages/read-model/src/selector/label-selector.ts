/** One requirement of a Kubernetes label selector; a selector is the list of those that must all hold. */
export type LabelRequirement =
  /** Has the label, with one of these values. */
  | { operator: 'in'; key: string; values: string[] }
  /** Has not the label, or another value. */
  | { operator: 'notIn'; key: string; values: string[] }
  | { operator: 'exists'; key: string }
  | { operator: 'doesNotExist'; key: string };

export type SelectorResult<T> = { ok: true; value: T } | { ok: false; message: string };

/** A refusal inside the parser; never leaves this file. */
class SelectorSyntaxError extends Error {}

const MAX_LENGTH = 16_384;
const NAME = /^[A-Za-z0-9]([A-Za-z0-9_.-]{0,61}[A-Za-z0-9])?$/;
const PREFIX = /^[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*$/;

/**
 * Kubernetes' label selector syntax: `a=b`, `a==b`, `a!=b`, `a in (b,c)`, `a notin (b,c)`, `a`, `!a`, separated by
 * commas. `>` and `<` are refused: Argo's objects have no use for them.
 */
export function parseLabelSelector(text: string): SelectorResult<LabelRequirement[]> {
  try {
    if (text.length > MAX_LENGTH) throw new SelectorSyntaxError(`longer than ${MAX_LENGTH} characters`);
    return { ok: true, value: new LabelSelectorParser(text).parse() };
  } catch (error) {
    if (!(error instanceof SelectorSyntaxError)) throw error;
    return { ok: false, message: `unable to parse label selector "${text.slice(0, 200)}": ${error.message}` };
  }
}

class LabelSelectorParser {
  readonly #tokens: string[];
  #next = 0;

  constructor(text: string) {
    this.#tokens = tokens(text);
  }

  parse(): LabelRequirement[] {
    const requirements: LabelRequirement[] = [];
    while (this.#peek() !== undefined) {
      requirements.push(this.#requirement());
      if (this.#peek() === undefined) break;
      this.#expect(',');
      if (this.#peek() === undefined) throw new SelectorSyntaxError('a comma with nothing behind it');
    }
    return requirements;
  }

  #requirement(): LabelRequirement {
    if (this.#peek() === '!') {
      this.#next += 1;
      return { operator: 'doesNotExist', key: this.#key() };
    }
    const key = this.#key();
    const operator = this.#peek();
    if (operator === undefined || operator === ',') return { operator: 'exists', key };
    this.#next += 1;
    switch (operator) {
      case '=':
      case '==':
        return { operator: 'in', key, values: [this.#exactValue()] };
      case '!=':
        return { operator: 'notIn', key, values: [this.#exactValue()] };
      case 'in':
        return { operator: 'in', key, values: this.#valueList() };
      case 'notin':
        return { operator: 'notIn', key, values: this.#valueList() };
      default:
        throw new SelectorSyntaxError(`found '${operator}', expected one of =, ==, !=, in, notin`);
    }
  }

  #key(): string {
    const key = this.#peek() ?? '';
    this.#next += 1;
    const slash = key.indexOf('/');
    const prefix = key.slice(0, Math.max(slash, 0));
    const validPrefix = slash === -1 || (PREFIX.test(prefix) && prefix.length <= 253);
    if (!validPrefix || !NAME.test(key.slice(slash + 1))) {
      throw new SelectorSyntaxError(`'${key}' is no label key`);
    }
    return key;
  }

  /** Nothing stands for the empty value. */
  #exactValue(): string {
    const token = this.#peek();
    if (token === undefined || token === ',') return '';
    this.#next += 1;
    return value(token);
  }

  #valueList(): string[] {
    this.#expect('(');
    const values: string[] = [];
    for (;;) {
      const token = this.#peek();
      if (token === ',' || token === ')') values.push('');
      else {
        values.push(value(token ?? ''));
        this.#next += 1;
      }
      if (this.#peek() !== ',') break;
      this.#next += 1;
    }
    this.#expect(')');
    return values;
  }

  #expect(token: string): void {
    const found = this.#peek();
    if (found !== token) throw new SelectorSyntaxError(`found '${found ?? ''}', expected '${token}'`);
    this.#next += 1;
  }

  #peek(): string | undefined {
    return this.#tokens[this.#next];
  }
}

function tokens(text: string): string[] {
  return text.match(/==|!=|[=!,()<>]|[^\s=!,()<>]+/g) ?? [];
}

function value(token: string): string {
  if (token.length > 63 || !NAME.test(token)) throw new SelectorSyntaxError(`'${token}' is no label value`);
  return token;
}
