import assert from 'node:assert/strict';
import { afterEach, test } from 'node:test';
import { dockerMissing, ensureBusyboxImage } from '@tiphys/testkit';
import { assertNoContainers } from '../fleet/containers.ts';
import { type Fleet, startFleet } from '../fleet/fleet.ts';
import { runYaml } from '../fleet/yaml-workflow.ts';

const skip = await dockerMissing();
if (skip === undefined) await start();
else test('containers that cannot run', { skip }, () => undefined);

/** A task with this container, or these fields of its template, and a handler at the task and at the workflow. */
function manifest(name: string, image: string, template: string): string {
  return `
metadata: { name: ${name} }
spec:
  entrypoint: main
  onExit: farewell
  templates:
    - name: main
      dag: { tasks: [{ name: a, template: work, onExit: tidy }] }
    - { name: work, ${template} }
    - { name: tidy, container: { image: '${image}', command: [echo], args: ['{{workflow.status}}'] } }
    - { name: farewell, container: { image: '${image}', command: [echo], args: ['{{workflow.status}}'] } }
`;
}

async function start(): Promise<void> {
  const fleet = await startFleet({ runtime: 'docker' });
  const image = await ensureBusyboxImage();
  afterEach(() => assertNoContainers(fleet));

  const failures: readonly {
    name: string;
    what: string;
    template: string;
    phase: 'Failed' | 'Error';
    message: RegExp;
    exitCode: string | undefined;
  }[] = [
    {
      name: 'no-command',
      what: 'a command that the image does not have',
      template: `container: { image: '${image}', command: [no-such-command] }`,
      phase: 'Failed',
      message:
        /^main: Error \(exit code 64\): failed to find name in PATH: exec: "no-such-command": executable file not found in \$PATH$/,
      exitCode: '64',
    },
    {
      name: 'no-image',
      what: 'an image that can be neither found nor pulled',
      template: "container: { image: 'localhost:1/no/such-image:1', command: ['true'] }",
      phase: 'Error',
      message:
        /^Pod failed before main container starts due to ErrImagePull: image "localhost:1\/no\/such-image:1"/,
      exitCode: undefined,
    },
    {
      name: 'no-image-name',
      what: 'an image name that is none',
      template: "container: { image: 'No Image', command: ['true'] }",
      phase: 'Error',
      message: /^Pod failed before main container starts due to InvalidImageName: "No Image"/,
      exitCode: undefined,
    },
    {
      name: 'out-of-memory',
      what: 'more memory than the limit',
      // In its first process, since the kernel chooses among several; and not at once, since the engine begins to
      // listen for such an end a moment after the start.
      template:
        `container: { image: '${image}', command: [sh, -c], resources: { limits: { memory: 16Mi } }, ` +
        "args: ['sleep 0.5; exec dd if=/dev/zero of=/dev/null bs=104857600 count=10'] }",
      phase: 'Failed',
      message: /^main: OOMKilled \(exit code 137\)$/,
      exitCode: '137',
    },
    {
      name: 'killed',
      what: 'exit code 137',
      template: `container: { image: '${image}', command: [sh, -c, 'exit 137'] }`,
      phase: 'Failed',
      message: /^main: Error \(exit code 137\)$/,
      exitCode: '137',
    },
    {
      name: 'no-output',
      what: 'an output file that is not there',
      template:
        `container: { image: '${image}', command: ['true'] }, ` +
        'outputs: { parameters: [{ name: out, valueFrom: { path: /no/such/file } }] }',
      phase: 'Error',
      message: /output parameter "out": open \/no\/such\/file: no such file or directory$/,
      exitCode: '0',
    },
  ];
  for (const { name, what, template, phase, message, exitCode } of failures) {
    test(`${what}: ${phase} in Argo's words, and the handlers run`, async () => {
      const { status } = await runYaml(fleet, manifest(name, image, template));
      const nodes = new Map(Object.values(status?.nodes ?? {}).map((node) => [node.name, node]));
      const work = nodes.get(`${name}.a`);
      assert.equal(work?.phase, phase);
      assert.match(work?.message ?? '', message);
      assert.equal(work?.outputs?.exitCode, exitCode);
      assert.equal(nodes.get(`${name}.a.onExit`)?.phase, 'Succeeded');
      assert.equal(nodes.get(`${name}.onExit`)?.phase, 'Succeeded');
      assert.deepEqual([status?.phase, status?.progress], [phase, '2/3']);
      assert.ok([...nodes.values()].every(({ finishedAt }) => (finishedAt ?? null) !== null));
    });
  }
  entrypointThatErrors(fleet, image);
}

function entrypointThatErrors(fleet: Fleet, image: string): void {
  test('an entry template that errors: the handler of the workflow runs all the same', async () => {
    const { status } = await runYaml(
      fleet,
      `
metadata: { name: entry-errors }
spec:
  entrypoint: main
  onExit: farewell
  templates:
    - { name: main, container: { image: 'localhost:1/no/such-image:1', command: ['true'] } }
    - { name: farewell, container: { image: '${image}', command: [echo], args: ['{{workflow.status}}'] } }
`,
    );
    const phases = Object.values(status?.nodes ?? {}).map(({ name, phase }) => [name, phase]);
    assert.deepEqual(phases.sort(), [
      ['entry-errors', 'Error'],
      ['entry-errors.onExit', 'Succeeded'],
    ]);
    assert.equal(status?.phase, 'Error');
  });
}
