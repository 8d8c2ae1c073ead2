import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { fixedScope } from '../testing/fixed-scope.ts';
import { replaceTags, type TagOptions } from './replace-tags.ts';

const scope = fixedScope({
  'workflow.name': 'wf',
  'inputs.parameters.n': '3',
  'inputs.parameters.text': 'a "quoted"\n\u001b[31m{{line}}',
  'tasks.a.outputs.result': '42',
  'tasks.b.outputs.parameters.x': null,
  __proto__x: 'own',
});

function replaced(text: string, options: TagOptions = { allowUnresolved: true }): string {
  const result = replaceTags(text, scope, options);
  assert.ok(result.ok, result.ok ? '' : result.error.message);
  return result.value;
}

function refusal(text: string, options: TagOptions = { allowUnresolved: true }): string {
  const result = replaceTags(text, scope, options);
  assert.ok(!result.ok, 'it should be refused');
  return result.error.message;
}

const strict: TagOptions = { allowUnresolved: true, strictPrefixes: ['tasks', 'steps'] };

test('plain tags: blanks around a name, several in one text, and values as they are', () => {
  assert.equal(replaced('{{workflow.name}}-{{ inputs.parameters.n }}'), 'wf-3');
  assert.equal(replaced('{{inputs.parameters.text}}'), 'a "quoted"\n\u001b[31m{{line}}');
  assert.equal(replaced('no tag } } { {'), 'no tag } } { {');
});

test('a value is not looked at again', () => {
  const once = fixedScope({ a: '{{b}}', b: 'c' });
  const result = replaceTags('{{a}}', once, { allowUnresolved: true });
  assert.deepEqual(result, { ok: true, value: '{{b}}' });
});

test('unknown names stay, are refused everywhere, or below a prefix', () => {
  assert.equal(replaced('{{nope}} {{ nope }}'), '{{nope}} {{ nope }}');
  assert.equal(refusal('{{nope}}', { allowUnresolved: false }), 'failed to resolve {{nope}}');
  assert.equal(refusal('{{tasks.z.outputs.result}}', strict), 'failed to resolve {{tasks.z.outputs.result}}');
  assert.equal(replaced('{{tasksz.x}} {{item}}', strict), '{{tasksz.x}} {{item}}');
  assert.equal(replaced('{{tasks.z.outputs.artifacts.x}}', strict), '{{tasks.z.outputs.artifacts.x}}');
});

test('an absent optional is an error in a plain tag, and nil in an expression', () => {
  assert.equal(
    refusal('{{tasks.b.outputs.parameters.x}}'),
    'unable to substitute {{tasks.b.outputs.parameters.x}}: output is an absent optional (skipped/omitted node with no default)',
  );
  assert.equal(replaced("{{=tasks.b.outputs.parameters.x ?? 'none'}}", strict), 'none');
});

test('expressions: texts as they are, all else as JSON', () => {
  assert.equal(replaced('{{=workflow.name + "!"}}'), 'wf!');
  assert.equal(replaced('{{= asInt(inputs.parameters.n) + 1 }}'), '4');
  assert.equal(replaced('{{=[1, "a<b"]}}'), '[1,"a\\u003cb"]');
  assert.equal(replaced('{{=sprig.upper(workflow.name)}}{{=1.0}}{{=true}}'), 'WF1true');
});

test('expressions that cannot be evaluated yet stay; the others say why', () => {
  assert.equal(replaced('{{=item + 1}}'), '{{=item + 1}}');
  assert.equal(replaced('{{=nope.x}}'), '{{=nope.x}}');
  assert.equal(refusal('{{=tasks.z.x}}', strict), 'failed to evaluate expression: tasks.z is missing');
  assert.equal(
    refusal('{{=1 +}}'),
    'failed to evaluate expression: unexpected token EOF (1:3)\n | 1 +\n | ..^',
  );
  assert.equal(
    refusal('{{=asInt(workflow.name)}}', strict).split('\n')[0],
    'failed to evaluate expression: invalid operation: int(wf) (1:1)',
  );
});

test('nested tags: the inner name is replaced first', () => {
  assert.equal(replaced('{{item.{{inputs.parameters.n}}}}'), '{{item.3}}');
});

test('a tag that does not end is refused', () => {
  assert.match(refusal('a {{b'), /^Cannot find end tag="}}"/);
});

test('names of objects are names: no value comes from a prototype', () => {
  for (const name of ['__proto__', 'constructor', 'valueOf', 'hasOwnProperty']) {
    assert.equal(replaced(`{{${name}}}`), `{{${name}}}`);
    assert.equal(replaced(`{{=${name}}}`), `{{=${name}}}`);
    assert.equal(replaced(`{{=workflow.${name} ?? 'nil'}}`), 'nil');
    assert.equal(replaced(`{{=({a: 1}).${name} ?? 'nil'}}`), 'nil');
    assert.equal(replaced(`{{=sprig.${name} ?? 'nil'}}`), 'nil');
  }
  assert.equal(replaced('{{=toJson({"__proto__": 1})}}'), '{"__proto__":1}');
});

test('any text: a value or a refusal, never an exception; without tags nothing changes', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      const result = replaceTags(text, scope, { allowUnresolved: true });
      if (!text.includes('{{')) assert.deepEqual(result, { ok: true, value: text });
    }),
  );
  fc.assert(
    fc.property(
      fc.array(fc.constantFrom('{{', '}}', '=', 'a', ' ', '"', '[', ']', '+', '1', '?', '.', '(', ')')),
      (parts) => {
        replaceTags(parts.join(''), scope, { allowUnresolved: true });
      },
    ),
    { numRuns: 2000 },
  );
});
