import type { GoValue } from '../go/go-value.ts';
import type { JsonPathToken } from './jsonpath-token.ts';

/** What a script's operator works on: another operator, a text, JSON, or nothing. */
export type ScriptOperand = { kind: 'node'; node: ScriptNode } | { kind: 'value'; value: GoValue };

export type ScriptNode =
  | { kind: 'selector'; tokens: JsonPathToken[] }
  | { kind: 'not'; operand: ScriptOperand }
  | { kind: 'binary'; operator: string; left: ScriptOperand; right: ScriptOperand };
