import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SecretKeys } from '@tiphys/resource-store';
import { dockerMissing, ensureBusyboxImage } from '@tiphys/testkit';
import { tgz, tgzBomb, zip, zipBomb } from '../fleet/bad-archives.ts';
import { assertNothingLeft } from '../fleet/containers.ts';
import { serveFiles } from '../fleet/file-server.ts';
import { type Fleet, NAMESPACE, startFleet } from '../fleet/fleet.ts';
import { fromYaml, outputOf, runYaml, submitYaml, treeOf } from '../fleet/yaml-workflow.ts';
import {
  type BadCase,
  badEffort,
  badFiles,
  badPods,
  badTexts,
  manifestOf,
  type Places,
} from './bad-language-cases.ts';

const TIMEOUT = { timeout: 240_000 };
/** 1.25 GiB: what is below 1 GiB is taken. */
const BOMB_PIECES = 20;
const FILES = new Map([
  ['page', Buffer.from('a page')],
  ['dots', tgz({ name: 'x/good', text: 'good' }, { name: 'x/../../escaped', text: 'bad' })],
  ['link', tgz({ name: 'x/link', link: '../../../../etc/passwd' })],
  ['through', tgz({ name: 'x/here', link: '.' }, { name: 'x/here/file', text: 'bad' })],
  ['link-absolute', tgz({ name: 'x/link', link: '/etc/passwd' })],
  ['device', tgz({ name: 'x/null', type: '3' })],
  ['zip-dots', zip('x/../../escaped')],
  ['zip-device', zip('x/null', 0o020666)],
  ['bomb-tar', tgzBomb(BOMB_PIECES)],
  ['bomb-zip', zipBomb(BOMB_PIECES)],
]);

const skip = await dockerMissing();
if (skip === undefined) await start();
else test('what the language allows, and no container can do', { skip }, () => undefined);

async function start(): Promise<void> {
  const fleet = await startFleet({
    runtime: 'docker',
    env: { TIPHYS_SECRETS_KEY: SecretKeys.generate() },
  });
  const files = await serveFiles(FILES, { path: 'locked', token: 'sesame' });
  fleet.onStop(files.close);
  const places = { image: await ensureBusyboxImage(), files: files.address };
  await fleet.client.resources.create(NAMESPACE, 'Secret', {
    metadata: { name: 'strange' },
    stringData: { nul: 'sesame\0', lines: 'ses\names', word: 'sesame' },
  });
  const cases = [...badTexts(places), ...badEffort(places), ...badPods(places), ...badFiles(places)];
  for (const bad of cases) {
    test(`${bad.what}: the node says so, the handler runs, the workflow ends`, TIMEOUT, async () => {
      await endsBadly(fleet, bad, places);
    });
  }
  unknownTemplates(fleet, places);
  strangeBytes(fleet, places);
  headerFromSecret(fleet, files.address);
  vanishedSecret(fleet, places);
  longDepends(fleet, places);
  test('nothing of all this is left', TIMEOUT, () => assertNothingLeft(fleet));
}

async function endsBadly(fleet: Fleet, bad: BadCase, places: Places): Promise<void> {
  const ended = await runYaml(fleet, manifestOf(bad, places));
  const nodes = new Map(Object.values(ended.status?.nodes ?? {}).map((node) => [node.name, node]));
  const node = nodes.get(`${bad.name}.a`);
  assert.equal(node?.phase, bad.phase, treeOf(ended).join('\n'));
  assert.match(node.message ?? '', bad.message);
  const handler = nodes.get(`${bad.name}.onExit`);
  assert.equal(handler?.phase, 'Succeeded');
  assert.equal(ended.status?.phase, bad.phase);
  const said = await outputOf(fleet, ended);
  assert.ok([...said.values()].includes(`${bad.phase}\n`), 'the handler is told how the workflow ends');
  assert.ok([...nodes.values()].every(({ finishedAt }) => (finishedAt ?? null) !== null));
}

function unknownTemplates(fleet: Fleet, { image }: Places): void {
  const container = `container: { image: '${image}', command: ['true'] }`;
  const unknown = [
    [
      'by a parameter',
      "template: '{{workflow.parameters.t}}'",
      /^spec\.templates\[0\]\.dag\.tasks\[0\]\.template: templates\.main\.tasks\.a template name 'nowhere' undefined$/,
    ],
    [
      'of a WorkflowTemplate that is not there',
      'templateRef: { name: none, template: work }',
      /^spec\.templates\[0\]\.dag\.tasks\[0\]\.templateRef.*none/,
    ],
  ] as const;
  for (const [what, call, message] of unknown) {
    test(`an unknown template ${what} is refused, and nothing runs`, TIMEOUT, async () => {
      const manifest = fromYaml(`
metadata: { name: unknown }
spec:
  entrypoint: main
  arguments: { parameters: [{ name: t, value: nowhere }] }
  templates:
    - name: main
      dag: { tasks: [{ name: a, ${call} }] }
    - { name: work, ${container} }
`);
      await assert.rejects(fleet.client.createWorkflow(NAMESPACE, manifest), {
        code: 'invalid_argument',
        message,
      });
      await assert.rejects(fleet.client.getWorkflow(NAMESPACE, 'unknown'), { code: 'not_found' });
    });
  }
}

/** What is no text becomes one, as in Go: what follows gets it as it was shown. */
function strangeBytes(fleet: Fleet, { image }: Places): void {
  test('outputs with NUL and broken UTF-8', TIMEOUT, async () => {
    const ended = await runYaml(
      fleet,
      `
metadata: { name: strange-bytes }
spec:
  entrypoint: main
  onExit: farewell
  templates:
    - name: main
      steps:
        - [{ name: broken, template: make, arguments: { parameters: [{ name: bytes, value: 'a\\377\\300z' }] } }]
        - [{ name: nul, template: make, arguments: { parameters: [{ name: bytes, value: 'a\\000z' }] } }]
        - [{ name: take, template: take, arguments: { parameters: [{ name: p, value: '{{steps.broken.outputs.parameters.out}} {{steps.broken.outputs.result}}' }] } }]
        - [{ name: fail, template: take, arguments: { parameters: [{ name: p, value: '{{steps.nul.outputs.parameters.out}}' }] } }]
    - name: make
      inputs: { parameters: [{ name: bytes }] }
      script: { image: '${image}', command: [sh], source: "printf '{{inputs.parameters.bytes}}' | tee /out" }
      outputs: { parameters: [{ name: out, valueFrom: { path: /out } }] }
    - name: take
      inputs: { parameters: [{ name: p }] }
      container: { image: '${image}', command: [echo], args: ['{{inputs.parameters.p}}'] }
    - { name: farewell, container: { image: '${image}', command: [echo], args: ['{{workflow.status}}'] } }
`,
    );
    assert.deepEqual(
      treeOf(ended).map((line) => line.replace(/child '.*' failed/, 'child failed')),
      [
        '.onExit Pod Succeeded',
        '/ Steps Failed: child failed',
        '[0] StepGroup Succeeded',
        '[0].broken Pod Succeeded',
        '[1] StepGroup Succeeded',
        '[1].nul Pod Succeeded',
        '[2] StepGroup Succeeded',
        '[2].take Pod Succeeded',
        '[3] StepGroup Failed: child failed',
        '[3].fail Pod Failed: main: Error (exit code 1)',
      ],
    );
    const nodes = Object.values(ended.status?.nodes ?? {});
    const outputs = (step: string) => nodes.find(({ displayName }) => displayName === step)?.outputs;
    const broken = 'a\ufffd\ufffdz';
    assert.equal(outputs('broken')?.result, broken);
    assert.equal(outputs('broken')?.parameters?.[0]?.value, broken);
    assert.equal(outputs('nul')?.parameters?.[0]?.value, 'a\0z');
    const said = [...(await outputOf(fleet, ended)).values()];
    assert.ok(said.includes(`${broken} ${broken}\n`));
    // No process can be started with such an argument, and whoever tries says so.
    assert.ok(said.includes('exec /bin/echo: invalid argument\n'), JSON.stringify(said));
  });
}

function headerFromSecret(fleet: Fleet, files: string): void {
  test('a header from a Secret that is there is sent', TIMEOUT, async () => {
    await fleet.client.resources.create(NAMESPACE, 'Secret', {
      metadata: { name: 'api' },
      stringData: { token: 'sesame' },
    });
    const ended = await runYaml(
      fleet,
      `
metadata: { name: with-header }
spec:
  entrypoint: main
  templates:
    - name: main
      http:
        url: '${files}/locked'
        headers: [{ name: X-Token, valueFrom: { secretKeyRef: { name: api, key: token } } }]
`,
    );
    assert.deepEqual(treeOf(ended), ['/ HTTP Succeeded']);
    assert.equal(JSON.stringify(ended).includes('sesame'), false);
  });
}

function vanishedSecret(fleet: Fleet, { image }: Places): void {
  test('a Secret that goes while the workflow runs', TIMEOUT, async () => {
    const { resources } = fleet.client;
    const secret = { metadata: { name: 'fleeting' }, stringData: { k: 'sesame' } };
    await resources.create(NAMESPACE, 'Secret', secret);
    const uses = `container: { image: '${image}', command: [sh, -c], args: ['test -n "$K"'], env: [{ name: K, valueFrom: { secretKeyRef: { name: fleeting, key: k } } }] }`;
    const name = await submitYaml(
      fleet,
      `
metadata: { name: vanished }
spec:
  entrypoint: main
  onExit: farewell
  templates:
    - name: main
      steps: [[{ name: before, template: use }], [{ name: wait, template: wait }], [{ name: after, template: use }]]
    - { name: use, ${uses} }
    - { name: wait, suspend: {} }
    - { name: farewell, container: { image: '${image}', command: [echo], args: ['{{workflow.status}}'] } }
`,
    );
    await fleet.watch.until('it waits', name, ({ status }) =>
      Object.values(status?.nodes ?? {}).some(({ type, phase }) => type === 'Suspend' && phase === 'Running'),
    );
    await resources.delete(NAMESPACE, 'Secret', 'fleeting');
    await fleet.client.resumeWorkflow(NAMESPACE, name);
    const ended = await fleet.watch.finished(name);
    const nodes = Object.values(ended.status?.nodes ?? {});
    const node = (step: string) => nodes.find(({ displayName }) => displayName === step);
    assert.equal(node('before')?.phase, 'Succeeded');
    assert.equal(node('after')?.phase, 'Error');
    assert.match(node('after')?.message ?? '', /secret "fleeting" not found/);
    assert.equal(node('vanished.onExit')?.phase, 'Succeeded');
    assert.equal(ended.status?.phase, 'Failed');
    assert.equal(JSON.stringify(ended).includes('sesame'), false);
  });
}

function longDepends(fleet: Fleet, { image }: Places): void {
  test('depends of 100 kB', TIMEOUT, async () => {
    const depends = Array.from({ length: 7_000 }, () => 'a.Succeeded').join(' && ');
    const ended = await runYaml(
      fleet,
      `
metadata: { name: long-depends }
spec:
  entrypoint: main
  templates:
    - name: main
      dag: { tasks: [{ name: a, template: work }, { name: b, template: work, depends: '${depends}' }] }
    - { name: work, container: { image: '${image}', command: ['true'] } }
`,
    );
    assert.deepEqual(treeOf(ended), ['.a Pod Succeeded', '.b Pod Succeeded', '/ DAG Succeeded']);
  });
}
