import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { argoEnvironment } from './argo-environment.ts';
import { evaluate } from './evaluate-expression.ts';
import { callBuiltin } from './expr/builtins.ts';
import { formatValue } from './go/go-format.ts';
import { goJson } from './go/go-json.ts';
import { Meter } from './meter.ts';
import { attempt } from './result.ts';
import { replaceTags } from './tags/replace-tags.ts';
import { fixedScope } from './testing/fixed-scope.ts';
import { evaluateWhen } from './when/evaluate-when.ts';

/**
 * Cases that tools/oracle recorded of the libraries that Argo uses (expr-lang 1.17.8, govaluate, sprig 3.3.0,
 * jsonpath 0.8.1). Each must give the same value of the same type, or the same error word for word.
 */
const directory = process.env.ORACLE_DIRECTORY ?? new URL('../testdata', import.meta.url).pathname;

/** What differs, and why that is meant. */
const EXCEPTIONS: ReadonlyMap<string, string> = new Map([
  [
    "toJson('héé'[1:-1])",
    'a text cut inside a character: Go keeps the half and escapes it, here it is U+FFFD at once',
  ],
  ["all(sort(toPairs({x: 10}), 'desc'), #.a == 1)", 'expr-lang sorts a list of pairs to an empty list'],
  [
    'fromJSON(toJSON(one(tasks.a, 1 < 2)))',
    'expr-lang runs over a map where the predicate does not look at it',
  ],
  [
    'groupBy(toPairs({x: first([absent ?? {}])}), #) | len()',
    'both refuse it; pairs are arrays in Go, and their contents are named',
  ],
  [
    "{a: fromJSON(toJSON(if float(inputs.parameters.f) < 1234567.5 < float(inputs.parameters.f) { 'it\\'s' + \"a\" } else { join(1..4) })), 'c': 'hello'[9:2]}",
    'both refuse to join numbers; a range is a []int in Go, and is named',
  ],
  ['a\\', 'both refuse it; govaluate panics behind the last backslash'],
]);

interface OracleCase {
  input: string;
  type?: string;
  json?: string;
  text?: string;
  error?: string;
}

function casesOf(name: string): OracleCase[] {
  return readFileSync(`${directory}/${name}.jsonl`, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line));
}

const scope = fixedScope(JSON.parse(readFileSync(`${directory}/variables.json`, 'utf8')));
const environment = argoEnvironment(scope);

function outcomeOf(input: string): Omit<OracleCase, 'input'> {
  const result = attempt(() => evaluate(input, environment));
  if (!result.ok) return { error: result.error.message };
  const { value } = result;
  const json = attempt(() => goJson(value));
  const type = callBuiltin('type', [value], new Meter());
  return {
    type: typeof type === 'string' ? type : '',
    ...(json.ok ? { json: json.value } : {}),
    ...optionalText(formatValue(value)),
  };
}

/** An empty text is left out of the files. */
function optionalText(text: string): { text?: string } {
  return text === '' ? {} : { text };
}

function whenOutcomeOf(input: string): Omit<OracleCase, 'input'> {
  const result = evaluateWhen(input);
  return result.ok ? { text: String(result.value) } : { error: result.error.message };
}

function tagsOutcomeOf(input: string): Omit<OracleCase, 'input'> {
  const result = replaceTags(input, scope, { allowUnresolved: true });
  return result.ok
    ? optionalText(result.value)
    : { error: result.error.message.replace(/(Cannot find end tag).*/s, '$1') };
}

const RUNS: ReadonlyMap<string, (input: string) => Omit<OracleCase, 'input'>> = new Map([
  ['expr', outcomeOf],
  ['sprig', outcomeOf],
  ['jsonpath', outcomeOf],
  ['time', outcomeOf],
  ['regexp', outcomeOf],
  ['when', whenOutcomeOf],
  ['tags', tagsOutcomeOf],
]);

/** Go escapes bytes that are no character in JSON; here they are U+FFFD, which needs no escape. */
function withoutEscapes(json: string | undefined): string | undefined {
  return json?.replaceAll('\\ufffd', '\ufffd');
}

for (const [name, run] of RUNS) {
  test(`${name}: what the real libraries made of it`, () => {
    const wrong: string[] = [];
    for (const { input, compiles: _, ...recorded } of casesOf(name) as (OracleCase & {
      compiles?: boolean;
    })[]) {
      const outcome = run(input);
      const same =
        outcome.error === recorded.error &&
        outcome.text === recorded.text &&
        outcome.type === recorded.type &&
        withoutEscapes(outcome.json) === withoutEscapes(recorded.json);
      if (same === EXCEPTIONS.has(input)) {
        wrong.push(`${input}\n  recorded ${JSON.stringify(recorded)}\n  here     ${JSON.stringify(outcome)}`);
      }
    }
    assert.deepEqual(wrong, []);
  });
}
