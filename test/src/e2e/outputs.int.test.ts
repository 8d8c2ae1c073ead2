import assert from 'node:assert/strict';
import { afterEach, test } from 'node:test';
import { dockerMissing, ensureBusyboxImage } from '@tiphys/testkit';
import { assertNoContainers } from '../fleet/containers.ts';
import { startFleet } from '../fleet/fleet.ts';
import { outputOf, runYaml } from '../fleet/yaml-workflow.ts';

const skip = await dockerMissing();
if (skip === undefined) await start();
else test('parameters and outputs of containers', { skip }, () => undefined);

async function start(): Promise<void> {
  const fleet = await startFleet({ runtime: 'docker' });
  const image = await ensureBusyboxImage();
  afterEach(() => assertNoContainers(fleet));

  test('parameters go in, and come out of files, standard output, exit codes and other templates', async () => {
    const ended = await runYaml(
      fleet,
      `
metadata: { name: outputs }
spec:
  entrypoint: main
  arguments: { parameters: [{ name: port, value: Colchis }] }
  templates:
    - name: main
      steps:
        - - name: produce
            template: produce
            arguments: { parameters: [{ name: where, value: '{{workflow.parameters.port}}' }] }
          - { name: nested, template: nested }
        - - name: consume
            template: consume
            arguments:
              parameters:
                - { name: text, value: '{{steps.produce.outputs.result}}' }
                - { name: file, value: '{{steps.produce.outputs.parameters.file}}' }
                - { name: missing, value: '{{steps.produce.outputs.parameters.missing}}' }
                - { name: code, value: '{{steps.produce.exitCode}}' }
                - { name: inner, value: '{{steps.nested.outputs.parameters.inner}}' }
    - name: nested
      dag:
        tasks:
          - name: b
            template: produce
            arguments: { parameters: [{ name: where, value: inside }] }
      outputs:
        parameters: [{ name: inner, valueFrom: { parameter: '{{tasks.b.outputs.parameters.file}}' } }]
    - name: produce
      inputs: { parameters: [{ name: where }, { name: greeting, default: bound for }] }
      container:
        image: '${image}'
        command: [sh, -c]
        args: ['echo "{{inputs.parameters.greeting}} $WHERE"; printf "%s in %s" "$WHERE" "$(pwd)" >/tmp/file']
        workingDir: /var
        env: [{ name: WHERE, value: '{{inputs.parameters.where}}' }]
      outputs:
        parameters:
          - { name: file, valueFrom: { path: /tmp/file } }
          - { name: missing, valueFrom: { path: /tmp/missing, default: nothing } }
    - name: consume
      inputs: { parameters: [{ name: text }, { name: file }, { name: missing }, { name: code }, { name: inner }] }
      container:
        image: '${image}'
        command: [echo]
        args: ['{{inputs.parameters.text}}; {{inputs.parameters.file}}; {{inputs.parameters.missing}};
          {{inputs.parameters.code}}; {{inputs.parameters.inner}}']
`,
    );
    assert.equal(ended.status?.phase, 'Succeeded', ended.status?.message);
    const nodes = new Map(Object.values(ended.status?.nodes ?? {}).map((node) => [node.name, node]));
    assert.deepEqual(nodes.get('outputs[0].produce')?.outputs, {
      parameters: [
        { name: 'file', value: 'Colchis in /var', valueFrom: { path: '/tmp/file' } },
        { name: 'missing', value: 'nothing', valueFrom: { path: '/tmp/missing', default: 'nothing' } },
      ],
      result: 'bound for Colchis',
      exitCode: '0',
    });
    const output = [...(await outputOf(fleet, ended)).values()];
    assert.ok(
      output.includes('bound for Colchis; Colchis in /var; nothing; 0; inside in /var\n'),
      JSON.stringify(output),
    );
  });

  test('the exit code and the files of a task that failed are there for its handler', async () => {
    const ended = await runYaml(
      fleet,
      `
metadata: { name: failed-outputs }
spec:
  entrypoint: main
  templates:
    - name: main
      dag:
        tasks:
          - name: a
            template: fail
            hooks:
              exit:
                template: say
                arguments: { parameters: [{ name: text, value: '{{tasks.a.exitCode}} {{tasks.a.outputs.parameters.why}}' }] }
    - name: fail
      container: { image: '${image}', command: [sh, -c], args: ['echo reef >/tmp/why; exit 9'] }
      outputs: { parameters: [{ name: why, valueFrom: { path: /tmp/why } }] }
    - name: say
      inputs: { parameters: [{ name: text }] }
      container: { image: '${image}', command: [echo], args: ['{{inputs.parameters.text}}'] }
`,
    );
    assert.equal(ended.status?.phase, 'Failed');
    assert.deepEqual([...(await outputOf(fleet, ended)).values()], ['9 reef\n']);
  });
}
