import assert from 'node:assert/strict';
import { test } from 'node:test';
import { decodeWorkflow } from './decode.ts';
import { problemText } from './problem.ts';

function said(template: Record<string, unknown>): string[] {
  const decoded = decodeWorkflow({ spec: { templates: [{ name: 'm', ...template }] } });
  return decoded.ok ? [] : decoded.problems.map(problemText);
}

const AT = 'json: cannot unmarshal';

test("what go's decoder says of wrong types, before what was expected", () => {
  const cases: [Record<string, unknown>, string][] = [
    [
      { container: { image: 3 } },
      `${AT} number into Go struct field Container.spec.templates.container.image of type string: expected a text, got a number: quote it`,
    ],
    [
      { script: { image: true, source: 'x' } },
      `${AT} bool into Go struct field ScriptTemplate.spec.templates.script.Container.image of type string: expected a text, got the boolean true: quote it`,
    ],
    [
      { steps: [[{ name: 'a', arguments: { parameters: 'x' } }]] },
      `${AT} string into Go struct field Template.spec.templates.steps.arguments.parameters of type []v1alpha1.Parameter: expected a list of parameters, got a text`,
    ],
    [
      { steps: [{ name: 'a' }] },
      `${AT} object into Go struct field Template.spec.templates.steps of type []map[string]interface {}: expected a list of steps, got a map`,
    ],
    [
      { tolerations: [{ tolerationSeconds: 1.5 }] },
      `${AT} number 1.5 into Go struct field Toleration.spec.templates.tolerations.tolerationSeconds of type int64: expected an integer, got a number`,
    ],
    [{ steps: [[{ name: 'a', whn: 'x' }]] }, 'json: unknown field "whn" (did you mean "when"?)'],
    [
      { containre: {} },
      'strict decoding error: unknown field "spec.templates[0].containre" (did you mean "container"?)',
    ],
  ];
  for (const [template, sentence] of cases) assert.deepEqual(said(template), [sentence]);
});

test('what argo reads as an empty text is refused in words of our own', () => {
  assert.deepEqual(said({ inputs: { parameters: [{ name: 'p', value: [1] }] } }), [
    'expected a text, number or boolean, got a list',
  ]);
});
