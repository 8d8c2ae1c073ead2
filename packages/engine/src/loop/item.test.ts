import assert from 'node:assert/strict';
import { test } from 'node:test';
import { formatInteger } from './go-integer-format.ts';
import { itemEntries, itemName, itemText } from './item.ts';
import { MAX_ITEMS } from './limit.ts';
import { paramItems } from './param-items.ts';
import { sequenceItems } from './sequence.ts';

/** Item, its name, what `{{item}}` is: as Argo has them. */
const ITEMS: [string, string, string][] = [
  ['"x"', 's(0:x)', 'x'],
  ['"a(b)c"', 's(0:abc)', 'a(b)c'],
  ['"<\\"\\u003e\\n"', 's(0:<\\">\\n)', '<">\n'],
  ['1.0', 's(0:1.0)', '1.0'],
  ['12345678901234567890', 's(0:12345678901234567890)', '12345678901234567890'],
  ['true', 's(0:true)', 'true'],
  ['null', 's(0:[])', 'null'],
  ['["a",1,{"b":2}]', 's(0:[a 1 {"b":2}])', '["a",1,{"b":2}]'],
  ['{"name":"jesse","group":"dev"}', 's(0:group:dev,name:jesse)', '{"group":"dev","name":"jesse"}'],
  ['{"__proto__":"<"}', 's(0:__proto__:<)', '{"__proto__":"\\u003c"}'],
];
for (const [item, name, text] of ITEMS) {
  test(`the item ${item}`, () => {
    assert.equal(itemName('s', 0, item), name);
    assert.equal(itemText(item), text);
  });
}

test('the entries of an object', () => {
  assert.deepEqual(
    [...itemEntries('{"a":"x\\"y","b":[1,2],"c":{"d":null},"a":2}')],
    [
      ['a', '2'],
      ['b', '[1,2]'],
      ['c', '{"d":null}'],
    ],
  );
  assert.deepEqual([...itemEntries('"text"')], []);
});

test('a list keeps its elements as they are written', () => {
  const items = paramItems(' [ 1.0, "a, ]b", { "k" : [1, 2] } , [] ,null]\n');
  assert.deepEqual(items, { ok: true, value: ['1.0', '"a, ]b"', '{"k":[1,2]}', '[]', 'null'] });
  assert.deepEqual(paramItems('[]'), { ok: true, value: [] });
  assert.deepEqual(paramItems('null'), { ok: true, value: [] });
});

const HEAD = 'withParam value could not be parsed as a JSON list: ';
const FAULTS: [string, string][] = [
  ['hello', `${HEAD}hello: invalid character 'h' looking for beginning of value`],
  ['{"a":1}', `${HEAD}{"a":1}: json: cannot unmarshal object into Go value of type []v1alpha1.Item`],
  ['3', `${HEAD}3: json: cannot unmarshal number into Go value of type []v1alpha1.Item`],
  ['[1,', `${HEAD}[1,: unexpected end of JSON input`],
  ['', `${HEAD}: unexpected end of JSON input`],
  [`[${'1,'.repeat(199_999)}1]`, `withParam has 200000 items: a loop may have at most ${MAX_ITEMS}`],
];
for (const [text, message] of FAULTS) {
  test(`withParam ${text.slice(0, 20)} is refused`, () => {
    assert.deepEqual(paramItems(text), { ok: false, message });
  });
}

test('a fault shows no more than the beginning of a long value', () => {
  const result = paramItems('h'.repeat(1_000_000));
  assert.ok(!result.ok && result.message.length < 400);
});

test('sequences', () => {
  const texts = (sequence: Parameters<typeof sequenceItems>[0]) => {
    const items = sequenceItems(sequence);
    return items.ok ? items.value.map(itemText) : items.message;
  };
  assert.deepEqual(texts({ count: 3 }), ['0', '1', '2']);
  assert.deepEqual(texts({ start: '5', end: 3, format: 'a%03Xb' }), ['a005b', 'a004b', 'a003b']);
  assert.deepEqual(texts({ count: '0' }), []);
  assert.deepEqual(texts({ start: 1, count: 2 }), ['1', '2']);
  assert.equal(texts({ count: 'x' }), 'strconv.Atoi: parsing "x": invalid syntax');
  assert.equal(texts({}), 'neither end nor count was specified in withSequence');
  assert.equal(
    texts({ count: 1_000_000_000 }),
    `withSequence has 1000000000 items: a loop may have at most ${MAX_ITEMS}`,
  );
});

test("Go's formats of an integer", () => {
  const of = (format: string, value = 10) => formatInteger(format, value);
  assert.deepEqual(
    ['%d', '%04d', '%-4d|', '%+d', '%x', '%#X', '%o', '%b', '%v', '%%%d'].map((f) => of(f)),
    [...['10', '0010', '10  |', '+10', 'a', '0XA', '12', '1010', '10', '%10']],
  );
  assert.equal(of('%03d', -5), '-05');
  assert.equal(of('%s'), '%!s(int=10)');
  assert.equal(of('%d-%d'), '10-%!d(MISSING)');
  assert.equal(of('none'), 'none%!(EXTRA int=10)');
  assert.equal(of('%999999999d').length, 1000);
});
