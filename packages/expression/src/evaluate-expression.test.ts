import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { evaluateBoolean, evaluateExpression } from './evaluate-expression.ts';
import { fixedScope } from './testing/fixed-scope.ts';
import type { VariableScope } from './variable-scope.ts';

const scope = fixedScope({
  'workflow.status': 'Succeeded',
  'tasks.a.status': 'Failed',
  'tasks.a.outputs.result': '42',
  'tasks.b-1.outputs.parameters.x': null,
  'inputs.parameters': '[{"name":"n"}]',
  'inputs.parameters.n': '3',
});

function value(expression: string): string {
  const result = evaluateExpression(expression, scope);
  assert.ok(result.ok, result.ok ? '' : result.error.message);
  return result.value;
}

function refusal(result: ReturnType<typeof evaluateExpression> | ReturnType<typeof evaluateBoolean>): string {
  assert.ok(!result.ok, 'it should be refused');
  return result.error.message;
}

test('conditions of hooks', () => {
  assert.deepEqual(evaluateBoolean('workflow.status == "Succeeded"', scope), { ok: true, value: true });
  assert.deepEqual(evaluateBoolean("tasks['a'].status != 'Failed'", scope), { ok: true, value: false });
  assert.equal(
    refusal(evaluateBoolean('workflow.status', scope)),
    "unable to cast expression result 'Succeeded' to bool",
  );
  assert.equal(refusal(evaluateBoolean('nope == 1', scope)), 'unknown name nope (1:1)\n | nope == 1\n | ^');
  assert.match(
    refusal(evaluateBoolean('asInt(tasks.a.status) == 1', scope)),
    /^unable to evaluate expression 'asInt\(tasks.a.status\) == 1': invalid operation: int\(Failed\)/,
  );
});

test('outputs: texts as they are, other values as %v prints them', () => {
  assert.equal(value('tasks.a.outputs.result'), '42');
  assert.equal(value('asInt(tasks.a.outputs.result) / 8'), '5.25');
  assert.equal(value('[1, "a", nil]'), '[1 a <nil>]');
  assert.equal(value('toJson({b: 1, a: 2})'), '{"a":2,"b":1}');
  assert.equal(value('1e6'), '1e+06');
  assert.match(
    refusal(evaluateExpression('tasks["b-1"].outputs.parameters.x', scope)),
    /^failed to evaluate expression/,
  );
  assert.equal(value('tasks["b-1"].outputs.parameters.x ?? "none"'), 'none');
});

test('a name with names below it is the map of these', () => {
  assert.equal(value('inputs.parameters.n'), '3');
  assert.equal(value('len(inputs.parameters)'), '1');
  assert.equal(value('"n" in inputs.parameters'), 'true');
  assert.equal(value('keys(tasks)'), '[a b-1]');
});

test('an expression asks for the names it uses, and for no others', () => {
  const asked: string[] = [];
  const counting: VariableScope = {
    lookup: (name) => {
      asked.push(name);
      return scope.lookup(name);
    },
    withPrefix: (prefix) => scope.withPrefix(prefix),
  };
  evaluateExpression('tasks.a.outputs.result', counting);
  assert.deepEqual([...new Set(asked)].sort(), ['tasks.a.outputs.result']);
});

test('what depends on the clock, on chance or on the network is not available', () => {
  for (const call of [
    'now()',
    'sprig.now()',
    'sprig.uuidv4()',
    'sprig.randAlpha(3)',
    'sprig.genPrivateKey("rsa")',
  ]) {
    assert.match(refusal(evaluateExpression(`string(${call})`, scope)), /not available/, call);
  }
  assert.match(refusal(evaluateExpression('sprig.env("HOME")', scope)), /cannot call nil/);
});

test('functions of the environment cannot be changed by an expression', () => {
  assert.equal(value('sprig.set(sprig, "trim", 1).trim'), '1');
  assert.equal(value('sprig.trim(" a ")'), 'a');
});

test('any expression: a value or a refusal, never an exception', () => {
  const words = [
    'a',
    'tasks',
    '.a',
    '1',
    '"t"',
    '(',
    ')',
    '[',
    ']',
    '{',
    '}',
    '==',
    'in',
    ',',
    '&&',
    '!',
    '-',
    '+',
    '?',
    ':',
    '??',
    '?.',
    '#',
    '|',
    'map',
    'filter',
    'let x =',
    ';',
    'nil',
    '..',
    'sprig.list',
    '`',
    "'",
    '\\',
    'len',
  ];
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...words)), fc.constantFrom('', ' '), (parts, separator) => {
      evaluateExpression(parts.join(separator), scope);
    }),
    { numRuns: 5000 },
  );
});
