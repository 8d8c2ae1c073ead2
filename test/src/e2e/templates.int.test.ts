import assert from 'node:assert/strict';
import { afterEach, test } from 'node:test';
import type { TemplateKind } from '@tiphys/spec';
import { parseYaml } from '@tiphys/spec';
import { dockerMissing, ensureBusyboxImage } from '@tiphys/testkit';
import { assertNoContainers } from '../fleet/containers.ts';
import { type Fleet, NAMESPACE, startFleet } from '../fleet/fleet.ts';
import { outputOf, runYaml, treeOf } from '../fleet/yaml-workflow.ts';

const skip = await dockerMissing();
if (skip === undefined) await start();
else test('templates that workflows share', { skip }, () => undefined);

async function create(fleet: Fleet, text: string): Promise<void> {
  for (const { value } of parseYaml(text).documents) {
    const { kind } = value as { kind: TemplateKind };
    await fleet.client.templates(kind).create(NAMESPACE, value as object);
  }
}

async function start(): Promise<void> {
  const fleet = await startFleet({ runtime: 'docker' });
  const image = await ensureBusyboxImage();
  afterEach(() => assertNoContainers(fleet));

  test('a workflow runs what it was accepted with, though its templates are gone and the services die', async () => {
    await create(
      fleet,
      `
kind: ClusterWorkflowTemplate
metadata: { name: shared }
spec:
  templates:
    - name: say
      inputs: { parameters: [{ name: text }] }
      container: { image: '${image}', command: [echo], args: ['{{inputs.parameters.text}}'] }
---
kind: WorkflowTemplate
metadata: { name: greeting }
spec:
  entrypoint: main
  arguments: { parameters: [{ name: who, value: world }] }
  workflowMetadata:
    labels: { team: crew }
    labelsFrom: { greets: { expression: workflow.parameters.who } }
  templateDefaults: { retryStrategy: { limit: 1 }, container: { image: '${image}', command: [sh, -c] } }
  templates:
    - name: main
      steps:
        - - name: twice
            templateRef: { name: shared, template: say, clusterScope: true }
            arguments: { parameters: [{ name: text, value: '{{item}} {{workflow.parameters.who}}' }] }
            withItems: [hello, goodbye]
        - - name: standing
            arguments: { parameters: [{ name: outcome, value: '{{steps.twice.status}}' }] }
            inline:
              inputs: { parameters: [{ name: outcome }] }
              container: { args: ['echo {{workflow.labels.greets}} {{inputs.parameters.outcome}}; sleep 1'] }
            hooks: { exit: { template: bye } }
    - { name: bye, container: { args: [echo bye] } }
`,
    );
    const created = await fleet.client.submitWorkflow(
      NAMESPACE,
      { kind: 'workflowtemplate', name: 'greeting' },
      { name: 'greets', parameters: ['who=Argo'] },
    );
    assert.deepEqual(created.spec.workflowTemplateRef, { name: 'greeting' });
    await fleet.client.templates('WorkflowTemplate').delete(NAMESPACE, 'greeting');
    await fleet.client.templates('ClusterWorkflowTemplate').delete(NAMESPACE, 'shared');
    await fleet.kill('scheduler', 'api', 'status');
    await fleet.restart('scheduler', 'api', 'status');
    const ended = await fleet.watch.finished('greets');
    assert.equal(ended.status?.phase, 'Succeeded', treeOf(ended).join('\n'));
    assert.equal(ended.metadata.labels?.team, 'crew');
    assert.equal(ended.metadata.labels?.greets, 'Argo');
    assert.equal(ended.metadata.labels?.['workflows.argoproj.io/workflow-template'], 'greeting');
    assert.deepEqual(Object.keys(ended.status?.storedTemplates ?? {}), ['cluster/shared/say']);
    assert.deepEqual(
      treeOf(ended).filter((line) => line.includes('Pod')),
      [
        '(0)[0].twice(0:hello)(0) Pod Succeeded',
        '(0)[0].twice(1:goodbye)(0) Pod Succeeded',
        '(0)[1].standing(0) Pod Succeeded',
        '(0)[1].standing.onExit(0) Pod Succeeded',
      ],
    );
    const said = [...(await outputOf(fleet, ended)).values()].sort();
    assert.deepEqual(said, ['Argo Succeeded\n', 'bye\n', 'goodbye Argo\n', 'hello Argo\n']);
  });

  test('what a workflow refers to has to be there when it is submitted', async () => {
    const refers = (name: string) =>
      `{metadata: {name: refers}, spec: {entrypoint: m, templates: [{name: m, steps: [[{name: a, templateRef: {name: ${name}, template: t}}]]}]}}`;
    await assert.rejects(runYaml(fleet, refers('nothing')), {
      code: 'invalid_argument',
      message: /template reference nothing\.t not found/,
    });
    await create(
      fleet,
      `{kind: WorkflowTemplate, metadata: {name: there}, spec: {templates: [{name: t, container: {image: '${image}', command: ['true']}}]}}`,
    );
    assert.equal((await runYaml(fleet, refers('there'))).status?.phase, 'Succeeded');
  });
}
