import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Scenario } from '../testing/scenario.ts';
import { workflow } from '../testing/workflows.ts';

test('inputs may refer to each other, as they are given; what a node shows, and its calls see, are their values', () => {
  const parameters = [
    { name: 'more', value: 'true' },
    { name: 'list', value: "{{= toJSON(inputs.parameters.more == 'true' ? ['a', 'b'] : []) }}" },
    { name: 'text', value: 'more: {{inputs.parameters.more}}' },
    { name: 'of-text', value: '{{inputs.parameters.text}}' },
  ];
  const step = { name: 'each', template: 'leaf', withParam: '{{inputs.parameters.list}}' };
  const scenario = new Scenario(
    workflow({ templates: [{ name: 'main', inputs: { parameters }, steps: [[step]] }] }),
  );
  assert.deepEqual(
    scenario.node('wf').inputs?.parameters?.map(({ value }) => value),
    ['true', '[\n  "a",\n  "b"\n]', 'more: true', 'more: {{inputs.parameters.more}}'],
  );
  assert.deepEqual(scenario.outstanding(), ['wf[0].each(0:a)', 'wf[0].each(1:b)']);
});
