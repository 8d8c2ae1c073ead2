import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { parseNodeSelector } from './node-selector.ts';
import type { NodeView } from './view.ts';

const NODE: NodeView = {
  id: 'w-1',
  name: 'w.a',
  displayName: 'a',
  type: 'Pod',
  phase: 'Failed',
  templateName: 'echo',
  inputs: { parameters: [{ name: 'my.param', value: 'x,y=z' }] },
};

function matches(selector: string, node = NODE): boolean {
  const parsed = parseNodeSelector(selector);
  assert.ok(parsed.ok, selector);
  return parsed.matches(node);
}

describe('a node field selector', () => {
  it('reads the fields that Argo has', () => {
    for (const selector of [
      '',
      'phase=Failed',
      'phase==Failed',
      'name=w.a,id=w-1',
      'displayName!=b',
      'templateName=echo',
    ]) {
      assert.equal(matches(selector), true, selector);
    }
    for (const selector of ['phase=Running', 'phase!=Failed', 'name=w.a,id=w-2', 'hostNodeName=x']) {
      assert.equal(matches(selector), false, selector);
    }
  });

  it('reads inputs, whatever characters they have, and template references', () => {
    assert.equal(matches('inputs.parameters.my.param.value=x\\,y\\=z'), true);
    assert.equal(matches('inputs.parameters.none.value='), true);
    const referring = { ...NODE, templateRef: { name: 'lib', template: 't' } };
    assert.equal(matches('templateRef.name=lib,templateRef.template=t,templateName=t', referring), true);
  });

  it('refuses what it cannot read', () => {
    for (const selector of ['phase', '=x', 'a=b=c']) {
      const parsed = parseNodeSelector(selector);
      assert.ok(!parsed.ok, selector);
      assert.match(parsed.message, /^invalid selector: /);
    }
  });
});
