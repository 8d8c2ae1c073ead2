import assert from 'node:assert/strict';
import { test } from 'node:test';
import { errors, steps, warnings } from './testing/spec-text.ts';
import { validateWorkflow } from './validate-workflow.ts';

test('steps: names, templates, arguments', () => {
  assert.deepEqual(
    errors(
      steps('[{name: a, template: t}, {name: a, template: x}], [{template: t}, {name: b_, template: t}]'),
    ),
    [
      "spec.templates[0].steps[0][1].name: templates.m.steps[0].name 'a' is not unique",
      "spec.templates[0].steps[0][1].template: templates.m.steps[0].a template name 'x' undefined",
      'spec.templates[0].steps[1][0].name: templates.m.steps[1].name is required',
      "spec.templates[0].steps[1][1].name: templates.m.steps[1].name 'b_' is invalid: name must consist of alpha-numeric characters or '-', and must start with an alpha-numeric character (e.g. My-name1-2, 123-NAME)",
    ],
  );
  assert.deepEqual(errors(steps('[{name: a, template: i}, {name: b}]')), [
    'spec.templates[0].steps[0][0]: templates.m.steps[0].a templates.i inputs.parameters.p was not supplied',
    'spec.templates[0].steps[0][1]: templates.m.steps[0].b failed to get a template: template is required',
  ]);
  assert.deepEqual(errors(steps('[{name: a, template: i, arguments: {parameters: [{name: p}]}}]')), [
    'spec.templates[0].steps[0][0].arguments.parameters[0]: templates.m.steps[0].a.arguments.p.value or templates.m.steps[0].a.arguments.p.valueFrom is required',
  ]);
  assert.deepEqual(errors(steps('[{name: "{{workflow.name}}", template: "{{workflow.name}}"}]')), [
    "spec.templates[0].steps[0][0].template: templates.m.steps[0].__argo__internal__placeholder-0 template name '{{workflow.name}}' undefined",
  ]);
});

test('steps: names that are built', () => {
  const built =
    '[{name: "a-{{workflow.name}}", template: o}], [{name: "b-{{ workflow.uid }}", template: t, when: "{{steps.a-{{workflow.name}}.outputs.parameters.q}}"}]';
  assert.deepEqual(errors(steps(built)), []);
  assert.deepEqual(
    errors(steps('[{name: "a-{{workflow.name}}", template: t, when: "{{steps.b.status}}"}]')),
    ['spec.templates[0].steps[0][0].when: templates.m.steps failed to resolve {{steps.b.status}}'],
  );
  assert.deepEqual(errors(steps('[{name: "a-{{inputs.parameters.no}}", template: t}]')), [
    'spec.templates[0].steps[0][0].name: templates.m.steps failed to resolve {{inputs.parameters.no}}',
  ]);
  assert.deepEqual(errors(steps('[{name: "_{{workflow.name}}", template: t}]')), [
    "spec.templates[0].steps[0][0].name: templates.m.steps[0].name '_{{workflow.name}}' is invalid: name must consist of alpha-numeric characters or '-', and must start with an alpha-numeric character (e.g. My-name1-2, 123-NAME)",
  ]);
  assert.deepEqual(
    errors(steps('[{name: "{{workflow.name}}", template: t}, {name: "{{workflow.name}}", template: t}]')),
    ["spec.templates[0].steps[0][1].name: templates.m.steps[0].name '{{workflow.name}}' is not unique"],
  );
  for (const variable of ['workflow.duration', 'item', '=workflow.name', 'workflow.status']) {
    assert.deepEqual(errors(steps(`[{name: "a-{{${variable}}}", template: t, withItems: [1]}]`)), [
      `spec.templates[0].steps[0][0].name: templates.m.steps[0].name 'a-{{${variable}}}' is invalid: name must consist of alpha-numeric characters or '-', and must start with an alpha-numeric character (e.g. My-name1-2, 123-NAME); only inputs.parameters.*, workflow.parameters.*, workflow.name, workflow.namespace and workflow.uid can stand in the name of a step`,
    ]);
  }
});

test('steps: what they may refer to', () => {
  const fine =
    '[{name: a, template: o}], [{name: b, template: i, when: "{{steps.a.status}} == Succeeded", arguments: {parameters: [{name: p, value: "{{steps.a.outputs.parameters.q}} {{ steps.a.exitCode }}"}]}}]';
  assert.deepEqual(errors(steps(fine)), []);
  assert.deepEqual(
    errors(
      steps(
        '[{name: a, template: t, when: "{{steps.b.status}}"}], [{name: b, template: t, when: "{{steps.a.outputs.parameters.no}}"}]',
      ),
    ),
    [
      'spec.templates[0].steps[0][0].when: templates.m.steps failed to resolve {{steps.b.status}}',
      'spec.templates[0].steps[1][0].when: templates.m.steps failed to resolve {{steps.a.outputs.parameters.no}}',
    ],
  );
  assert.deepEqual(
    warnings(steps('[{name: a, template: t}, {name: b, template: t, when: "{{steps.a.status}}"}]')),
    [
      "spec.templates[0].steps[0][1].when: {{steps.a.status}} will not be resolved: the step 'a' is in the same group, and runs at the same time",
    ],
  );
  const own = (hook: string) =>
    steps(
      `[{name: a, template: t, hooks: {${hook}: {template: i, expression: "true", arguments: {parameters: [{name: p, value: "{{steps.a.outputs.result}}"}]}}}}]`,
    );
  assert.deepEqual(errors(own('exit')), []);
  assert.deepEqual(errors(own('running')), [
    'spec.templates[0].steps[0][0].hooks.running.arguments.parameters[0].value: templates.m.steps failed to resolve {{steps.a.outputs.result}}',
  ]);
});

test('the answer of an http template is a result', () => {
  const get = { name: 'get', http: { url: 'http://localhost' } };
  const main = {
    name: 'main',
    steps: [
      [{ name: 'get', template: 'get' }],
      [
        {
          name: 'use',
          template: 'use',
          arguments: { parameters: [{ name: 'body', value: '{{steps.get.outputs.result}}' }] },
        },
      ],
    ],
  };
  const use = {
    name: 'use',
    inputs: { parameters: [{ name: 'body' }] },
    container: { image: 'busybox', command: ['true'] },
  };
  const workflow = { metadata: { name: 'wf' }, spec: { entrypoint: 'main', templates: [main, use, get] } };
  assert.deepEqual(validateWorkflow(workflow).errors, []);
});
