import { type DependsLogic, isTaskResult } from './depends-logic.ts';

export type DependsResult = { ok: true; logic: DependsLogic } | { ok: false; message: string };

const TOKEN = /\s*(?:(&&|\|\||[!()])|([a-zA-Z0-9][-a-zA-Z0-9]*)(?:\.([a-zA-Z]+))?)/y;
const MAX_DEPTH = 100;

interface Token {
  text: string;
  task?: string;
  result?: string | undefined;
}

/**
 * Reads a task's `depends`: names of tasks, alone or with a result (`a.Succeeded`), `&&`, `||`, `!` and parentheses;
 * `!` binds before `&&`, and that before `||`, as in the expr-lang that Argo hands the text to
 * (workflow/common/ancestry.go, dag.go evaluateDependsLogic).
 */
export function parseDepends(text: string): DependsResult {
  try {
    return { ok: true, logic: new DependsParser(tokensOf(text)).parse() };
  } catch (error) {
    if (error instanceof DependsFault) return { ok: false, message: error.message };
    throw error;
  }
}

class DependsFault extends Error {}

function tokensOf(text: string): Token[] {
  const tokens: Token[] = [];
  TOKEN.lastIndex = 0;
  while (text.slice(TOKEN.lastIndex).trim() !== '') {
    const at = TOKEN.lastIndex;
    const match = TOKEN.exec(text);
    if (match === null) throw new DependsFault(`unexpected "${text.slice(at).trim().slice(0, 20)}"`);
    const [whole, operator, task, result] = match;
    tokens.push(
      operator === undefined ? { text: whole.trim(), task: task ?? '', result } : { text: operator },
    );
  }
  return tokens;
}

class DependsParser {
  readonly #tokens: readonly Token[];
  #next = 0;
  #depth = 0;

  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens;
  }

  parse(): DependsLogic {
    const logic = this.#or();
    const rest = this.#tokens[this.#next];
    if (rest !== undefined) throw new DependsFault(`unexpected "${rest.text}"`);
    return logic;
  }

  #or(): DependsLogic {
    const operands = [this.#and()];
    while (this.#take('||')) operands.push(this.#and());
    return operands.length === 1 ? (operands[0] as DependsLogic) : { kind: 'or', operands };
  }

  #and(): DependsLogic {
    const operands = [this.#unary()];
    while (this.#take('&&')) operands.push(this.#unary());
    return operands.length === 1 ? (operands[0] as DependsLogic) : { kind: 'and', operands };
  }

  #unary(): DependsLogic {
    this.#depth += 1;
    if (this.#depth > MAX_DEPTH) throw new DependsFault('too deeply nested');
    const logic = this.#take('!') ? { kind: 'not' as const, operand: this.#unary() } : this.#primary();
    this.#depth -= 1;
    return logic;
  }

  #primary(): DependsLogic {
    if (this.#take('(')) {
      const logic = this.#or();
      if (!this.#take(')')) throw new DependsFault('a "(" is never closed');
      return logic;
    }
    const token = this.#tokens[this.#next];
    if (token === undefined) throw new DependsFault('it ends too early');
    if (token.task === undefined) throw new DependsFault(`unexpected "${token.text}"`);
    this.#next += 1;
    if (token.result === undefined) return { kind: 'task', task: token.task };
    if (!isTaskResult(token.result)) {
      throw new DependsFault(`task result '${token.result}' for task '${token.task}' is invalid`);
    }
    return { kind: 'result', task: token.task, result: token.result };
  }

  #take(operator: string): boolean {
    const token = this.#tokens[this.#next];
    if (token?.task !== undefined || token?.text !== operator) return false;
    this.#next += 1;
    return true;
  }
}
