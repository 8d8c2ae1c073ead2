import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { testDirectory } from '@tiphys/testkit';
import { NAMESPACE, startFleet } from '../fleet/fleet.ts';
import { runTiphys } from '../fleet/run-tiphys.ts';
import { recordedVersions } from '../fleet/transition-watch.ts';
import { fromYaml, outputOf, runYaml } from '../fleet/yaml-workflow.ts';
import { BAD_MANIFESTS, type BadManifest, UNREADABLE } from './bad-manifests.ts';

const fleet = await startFleet({ runtime: 'process' });
const folder = testDirectory();

const tiphys = (...args: readonly string[]) => runTiphys(fleet.apiAddress, ...args);

function file(content: string, name: string): string {
  const path = join(folder, `${name}.yaml`);
  writeFileSync(path, content);
  return path;
}

const filed = ({ yaml, what }: BadManifest): string => file(yaml, what.replaceAll(/\W+/g, '-'));

test('the api refuses each, naming the path, at lint and at creation', async (t) => {
  for (const { what, yaml, says, apiSays = says } of BAD_MANIFESTS) {
    await t.test(what, async () => {
      const refused = { code: 'invalid_argument', message: apiSays };
      await assert.rejects(fleet.client.lintWorkflow(NAMESPACE, fromYaml(yaml)), refused);
      await assert.rejects(fleet.client.createWorkflow(NAMESPACE, fromYaml(yaml)), refused);
    });
  }
});

test('the api refuses 5 MB', async () => {
  const container = { image: 'none', command: ['echo'], args: ['x'.repeat(5_000_000)] };
  const manifest = {
    metadata: { name: 'bad' },
    spec: { entrypoint: 'main', templates: [{ name: 'main', container }] },
  };
  await assert.rejects(fleet.client.createWorkflow(NAMESPACE, manifest), {
    code: 'invalid_argument',
    message: /^the manifest has 5000\d{3} characters, at most 2097152 are taken$/,
  });
});

test('lint tells file, line, path and reason of each', async () => {
  const all = [...BAD_MANIFESTS, ...UNREADABLE];
  const files = all.map(filed);
  const { code, out, err } = await tiphys('lint', ...files);
  assert.equal(code, 1, err);
  const lines = `${out}${err}`.split('\n');
  for (const [index, { says, line }] of all.entries()) {
    const place = `${files[index]}:${line} `;
    assert.ok(
      lines.some((one) => one.includes(place) && one.endsWith(says)),
      `not told: ${place}${says}\nbut ${lines.filter((one) => one.includes(files[index]!)).join('\n')}`,
    );
  }
});

test('submit refuses what cannot be read, and 5 MB', async (t) => {
  const large = file(`# ${'x'.repeat(5_000_000)}\n`, 'large');
  const cases = [
    ...UNREADABLE.map((one) => ({ what: one.what, path: filed(one), says: one.says })),
    { what: '5 MB', path: large, says: 'the text is too large: at most 2 MiB are taken' },
    ...BAD_MANIFESTS.slice(0, 2).map((one) => ({ what: one.what, path: filed(one), says: one.says })),
  ];
  for (const { what, path, says } of cases) {
    await t.test(what, async () => {
      const { code, out, err } = await tiphys('submit', path);
      assert.equal(code, 1, `${out}${err}`);
      assert.ok(err.includes(says), err);
    });
  }
});

test('nothing of all this is stored', async () => {
  assert.deepEqual((await fleet.client.listWorkflows('')).items, []);
  assert.deepEqual(await recordedVersions(fleet.nats.url), []);
});

test('the name is free, and legal names that are not harmless are names', async () => {
  const ended = await runYaml(
    fleet,
    `
metadata: { name: bad }
spec:
  entrypoint: constructor
  arguments: { parameters: [{ name: __proto__, value: prototype }, { name: toString, value: text }] }
  templates:
    - name: constructor
      dag: { tasks: [{ name: hasOwnProperty, template: valueOf }] }
    - name: valueOf
      container:
        image: none
        command: [echo]
        args: ['{{workflow.parameters.__proto__}} {{workflow.parameters.toString}}']
`,
  );
  assert.equal(ended.status?.phase, 'Succeeded', ended.status?.message);
  assert.deepEqual([...(await outputOf(fleet, ended)).values()], ['prototype text\n']);
});
