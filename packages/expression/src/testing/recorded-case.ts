import { argoEnvironment } from '../argo-environment.ts';
import { booleanOf } from '../evaluate-expression.ts';
import type { ExprEnvironment } from '../expr/environment.ts';
import type { GoValue } from '../go/go-value.ts';
import { attempt } from '../result.ts';
import { replaceTags } from '../tags/replace-tags.ts';
import { evaluateWhen } from '../when/evaluate-when.ts';
import { fixedScope } from './fixed-scope.ts';

/** A template or condition, and what Argo 4.1.2 was recorded to make of it. */
export interface RecordedCase {
  id: string;
  op: 'replace' | 'replaceStrict' | 'when' | 'evalBool';
  template: string;
  vars: Record<string, unknown>;
  allowUnresolved?: boolean;
  strictPrefixes?: string[];
  result?: unknown;
  error?: string;
  features?: string[];
}

/** A value, or the text of an error. */
export type RecordedOutcome = { result: unknown } | { error: string };

class Refusal extends Error {}

/** Argo replaces tags in the JSON of a whole template; here each text in it is one call. */
function replaceInJson(value: unknown, replace: (text: string) => string): unknown {
  if (typeof value === 'string') return replace(value);
  if (Array.isArray(value)) return value.map((item) => replaceInJson(item, replace));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [replace(key), replaceInJson(item, replace)]),
  );
}

function replaceOutcome(recorded: RecordedCase): RecordedOutcome {
  const scope = fixedScope(recorded.vars as Record<string, string | null>);
  const options =
    recorded.op === 'replace'
      ? { allowUnresolved: recorded.allowUnresolved === true }
      : { allowUnresolved: true, strictPrefixes: recorded.strictPrefixes ?? [] };
  try {
    const result = replaceInJson(JSON.parse(recorded.template), (text) => {
      const replaced = replaceTags(text, scope, options);
      if (!replaced.ok) throw new Refusal(replaced.error.message);
      return replaced.value;
    });
    return { result };
  } catch (refusal) {
    if (refusal instanceof Refusal) return { error: refusal.message };
    throw refusal;
  }
}

function toGoValue(value: unknown): GoValue {
  if (typeof value === 'number') return Number.isInteger(value) ? BigInt(value) : value;
  if (Array.isArray(value)) return value.map(toGoValue);
  if (typeof value !== 'object' || value === null) return value as string | boolean | null;
  return new Map(Object.entries(value).map(([key, item]) => [key, toGoValue(item)]));
}

function evalBoolOutcome(recorded: RecordedCase): RecordedOutcome {
  const variables = new Map(Object.entries(recorded.vars).map(([name, value]) => [name, toGoValue(value)]));
  const functions = argoEnvironment(fixedScope({}));
  const environment: ExprEnvironment = {
    get: (name) => (variables.has(name) ? variables.get(name) : functions.get(name)),
    toMap: () => variables,
  };
  const result = attempt(() => booleanOf(recorded.template, environment));
  return result.ok ? { result: result.value } : { error: result.error.message };
}

function whenOutcome(recorded: RecordedCase): RecordedOutcome {
  const result = evaluateWhen(recorded.template);
  return result.ok ? { result: result.value } : { error: result.error.message };
}

const OUTCOMES = {
  replace: replaceOutcome,
  replaceStrict: replaceOutcome,
  when: whenOutcome,
  evalBool: evalBoolOutcome,
};

/** What this package makes of a recorded case. */
export function outcomeOfRecorded(recorded: RecordedCase): RecordedOutcome {
  return OUTCOMES[recorded.op](recorded);
}

/** What Argo made of it; a replaced text is read as the JSON that it is. */
export function expectedOfRecorded(recorded: RecordedCase): RecordedOutcome {
  if (recorded.error !== undefined) return { error: recorded.error };
  const isText = recorded.op === 'replace' || recorded.op === 'replaceStrict';
  return { result: isText ? JSON.parse(String(recorded.result)) : recorded.result };
}
