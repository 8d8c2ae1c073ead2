import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  decodeWorkflow,
  decodeWorkflowTemplate,
  parseYaml,
  type TemplateKind,
  TemplateShelf,
} from '@tiphys/spec';
import { lines } from './testing/spec-text.ts';
import { validateWorkflow } from './validate-workflow.ts';
import { validateWorkflowTemplate } from './validate-workflow-template.ts';

const LIBRARY = `
kind: WorkflowTemplate
metadata: {name: lib}
spec:
  entrypoint: takes
  arguments: {parameters: [{name: p}]}
  workflowMetadata: {labels: {team: x}}
  templates:
  - {name: takes, inputs: {parameters: [{name: p}]}, container: {image: x, args: ["{{inputs.parameters.p}} {{workflow.labels.team}}"]}}
  - {name: gives, outputs: {parameters: [{name: q, valueFrom: {path: /q}}]}, container: {image: x}}
  - {name: global, container: {image: x, args: ["{{workflow.parameters.needed}}"]}}
  - {name: calls, steps: [[{name: a, template: gives}]]}
---
kind: ClusterWorkflowTemplate
metadata: {name: shared}
spec: {templates: [{name: leaf, container: {image: x}}]}
`;

const library = new TemplateShelf();
for (const { value } of parseYaml(LIBRARY).documents) {
  const kind = (value as { kind: TemplateKind }).kind;
  const decoded = decodeWorkflowTemplate(value, kind);
  assert.ok(decoded.ok, JSON.stringify(decoded));
  library.add(kind, decoded.template);
}

function errors(spec: string, known: TemplateShelf | null = library): string[] {
  const { documents } = parseYaml(`metadata: {name: w}\nspec: ${spec}`);
  const decoded = decodeWorkflow(documents[0]?.value);
  assert.ok(decoded.ok, JSON.stringify(decoded));
  return lines(validateWorkflow(decoded.workflow, known === null ? {} : { library: known }).errors);
}

function calling(call: string, rest = ''): string {
  return `{entrypoint: m, templates: [{name: m, steps: [[${call}]${rest}]}]}`;
}

test('references in steps: what they lead to, and what it needs', () => {
  assert.deepEqual(errors(calling('{name: a, templateRef: {name: lib, template: gives}}')), []);
  assert.deepEqual(
    errors(calling('{name: a, templateRef: {name: shared, template: leaf, clusterScope: true}}')),
    [],
  );
  const at = 'spec.templates[0].steps[0][0]';
  assert.deepEqual(errors(calling('{name: a, templateRef: {name: lib, template: none}}')), [
    `${at}.templateRef: templates.m.steps[0].a template reference lib.none not found`,
  ]);
  assert.deepEqual(errors(calling('{name: a, templateRef: {name: shared, template: leaf}}')), [
    `${at}.templateRef: templates.m.steps[0].a template reference shared.leaf not found`,
  ]);
  assert.deepEqual(errors(calling('{name: a, templateRef: {template: x}}')), [
    `${at}.templateRef: templates.m.steps[0].a resource name is required`,
  ]);
  assert.deepEqual(errors(calling('{name: a, templateRef: {name: lib}}')), [
    `${at}.templateRef: templates.m.steps[0].a template name is required`,
  ]);
  assert.deepEqual(errors(calling('{name: a, template: m, templateRef: {name: lib, template: gives}}')), [
    `${at}.template: templates.m.steps[0].a template name cannot be specified with templateRef`,
  ]);
  assert.deepEqual(errors(calling('{name: a, templateRef: {name: lib, template: takes}}')), [
    `${at}: WorkflowTemplate lib: spec.templates[0].container.args[0]: templates.takes: failed to resolve {{workflow.labels.team}}`,
    `${at}: templates.m.steps[0].a templates.takes inputs.parameters.p was not supplied`,
  ]);
  assert.deepEqual(errors(calling('{name: a, templateRef: {name: lib, template: global}}')), [
    `${at}: WorkflowTemplate lib: spec.templates[2].container.args[0]: templates.global: failed to resolve {{workflow.parameters.needed}}`,
  ]);
});

test('outputs are those of the template that is referred to; of an open reference none are known', () => {
  const use = (output: string) =>
    `, [{name: b, template: i, arguments: {parameters: [{name: p, value: "{{steps.a.outputs.parameters.${output}}}"}]}}]`;
  const call = '{name: a, templateRef: {name: lib, template: gives}}';
  const spec = (first: string, output: string) =>
    calling(first, use(output)).replace(
      ']}]}',
      ']}, {name: i, inputs: {parameters: [{name: p}]}, container: {image: x}}]}',
    );
  assert.deepEqual(errors(spec(call, 'q')), []);
  assert.deepEqual(errors(spec(call, 'r')), [
    'spec.templates[0].steps[1][0].arguments.parameters[0].value: templates.m.steps failed to resolve {{steps.a.outputs.parameters.r}}',
  ]);
  const open = '{name: a, withItems: [{from: lib}], templateRef: {name: "{{item.from}}", template: gives}}';
  assert.deepEqual(errors(spec(open, 'q')), [
    'spec.templates[0].steps[1][0].arguments.parameters[0].value: templates.m.steps failed to resolve {{steps.a.outputs.parameters.q}}',
  ]);
  assert.deepEqual(errors(calling(open)), []);
});

test('hooks may refer, too', () => {
  const hooks = (ref: string) => calling(`{name: a, template: i, hooks: {exit: {templateRef: ${ref}}}}`);
  const leaf = '{name: i, container: {image: x}}';
  const spec = (ref: string) => hooks(ref).replace(']}]}', `]}, ${leaf}]}`);
  assert.deepEqual(errors(spec('{name: lib, template: gives}')), []);
  assert.deepEqual(errors(spec('{name: lib, template: none}')), [
    'spec.templates[0].steps[0][0].hooks.exit.templateRef: template reference lib.none not found',
  ]);
});

test('without a library references are left to the server', () => {
  assert.deepEqual(errors(calling('{name: a, templateRef: {name: x, template: t}}'), null), []);
});

test('templates that stand in calls', () => {
  const inline = (template: string) => calling(`{name: a, inline: ${template}}`);
  assert.deepEqual(errors(inline('{container: {image: x}}')), []);
  assert.deepEqual(errors(inline('{container: {image: x, args: ["{{inputs.parameters.p}}"]}}')), [
    'spec.templates[0].steps[0][0].inline.container.args[0]: templates.: failed to resolve {{inputs.parameters.p}}',
  ]);
  assert.deepEqual(errors(inline('{inputs: {parameters: [{name: p}]}, container: {image: x}}')), [
    'spec.templates[0].steps[0][0]: templates.m.steps[0].a templates. inputs.parameters.p was not supplied',
  ]);
  assert.match(errors(inline('{}'))[0] ?? '', /inline: template '' type is unknown/);
});

test('a workflow of a WorkflowTemplate', () => {
  const spec = (more: string) => `{workflowTemplateRef: {name: lib}${more}}`;
  const given = ', arguments: {parameters: [{name: p, value: v}, {name: needed, value: n}]}';
  assert.deepEqual(errors(spec(given)), []);
  assert.deepEqual(errors(spec(', arguments: {parameters: [{name: needed, value: n}]}')), [
    'spec.workflowTemplateRef: WorkflowTemplate lib: spec.arguments.parameters[1]: spec.arguments.p.value or spec.arguments.p.valueFrom is required',
  ]);
  assert.deepEqual(errors(spec(`${given}, entrypoint: none`)), [
    'spec.entrypoint: template reference lib.none not found',
  ]);
  assert.deepEqual(errors('{workflowTemplateRef: {name: none}}'), [
    'spec.workflowTemplateRef.name: workflowtemplates.argoproj.io "none" not found',
  ]);
  assert.deepEqual(errors('{workflowTemplateRef: {name: lib}, templates: [{name: t}]}'), [
    'spec.templates: Templates is invalid field in spec if workflow referred WorkflowTemplate reference',
  ]);
});

test('a WorkflowTemplate by itself: whoever uses it gives what it takes', () => {
  const own = library.get('WorkflowTemplate', 'lib');
  assert.ok(own);
  const said = (options: object) => lines(validateWorkflowTemplate(own, 'WorkflowTemplate', options).errors);
  assert.deepEqual(said({ library }), []);
  const named = { ...own, metadata: { name: 'x'.repeat(64) } };
  assert.deepEqual(lines(validateWorkflowTemplate(named, 'ClusterWorkflowTemplate').errors), [
    `metadata.name: cluster workflow template name "${'x'.repeat(64)}" must not be more than 63 characters long (currently 64)`,
  ]);
  const entry = { ...own, spec: { ...own.spec, entrypoint: 'none' } };
  assert.deepEqual(lines(validateWorkflowTemplate(entry, 'WorkflowTemplate').errors), [
    "spec.entrypoint: template name 'none' undefined",
  ]);
});
