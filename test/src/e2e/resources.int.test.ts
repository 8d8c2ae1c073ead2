import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { test } from 'node:test';
import { SecretKeys } from '@tiphys/resource-store';
import { eventually } from '../fleet/eventually.ts';
import { NAMESPACE, startFleet } from '../fleet/fleet.ts';
import { fromYaml, outputOf, runYaml, submitYaml, treeOf } from '../fleet/yaml-workflow.ts';

/** Nothing that anybody writes down may have it: the workflows below only print its hash. */
const PASSWORD = 'Argonauts-7f3a9c-never-to-be-seen';
const TIMEOUT = { timeout: 180_000 };
const fleet = await startFleet({
  runtime: 'process',
  schedulers: 2,
  env: { TIPHYS_SECRETS_KEY: SecretKeys.generate() },
});
const { resources, crons } = fleet.client;

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

/** Every file below a folder that has the text. */
async function filesWith(folder: string, texts: readonly string[]): Promise<string[]> {
  const found: string[] = [];
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const path = join(entry.parentPath, entry.name);
    const content = await readFile(path).catch(() => Buffer.alloc(0));
    if (texts.some((text) => content.includes(text))) found.push(path);
  }
  return found;
}

test(
  'what is set is seen by what is submitted next, in arguments, inputs and variables',
  TIMEOUT,
  async () => {
    const data = { greeting: 'ahoy', who: 'Jason' };
    await resources.create(NAMESPACE, 'ConfigMap', { metadata: { name: 'settings' }, data });
    await resources.create(NAMESPACE, 'Secret', {
      metadata: { name: 'db' },
      stringData: { password: PASSWORD },
    });
    const ended = await runYaml(
      fleet,
      `
metadata: { name: settings }
spec:
  entrypoint: main
  arguments:
    parameters:
      - { name: greeting, valueFrom: { configMapKeyRef: { name: settings, key: greeting } } }
      - { name: from, value: settings }
      - { name: missing, valueFrom: { configMapKeyRef: { name: none, key: k }, default: by default } }
  templates:
    - name: main
      inputs:
        parameters:
          - { name: who, valueFrom: { configMapKeyRef: { name: '{{workflow.parameters.from}}', key: who } } }
      container:
        image: busybox
        command: [sh, -c]
        args:
          - 'echo "{{workflow.parameters.greeting}} {{inputs.parameters.who}}, {{workflow.parameters.missing}}";
            echo "$ONE $P_who"; printf %s "$PASSWORD" | sha256sum; echo "$COMPOSED" | wc -c'
        envFrom: [{ prefix: P_, configMapRef: { name: settings } }]
        env:
          - { name: ONE, valueFrom: { configMapKeyRef: { name: settings, key: greeting } } }
          - { name: PASSWORD, valueFrom: { secretKeyRef: { name: db, key: password } } }
          - { name: NONE, valueFrom: { secretKeyRef: { name: none, key: password, optional: true } } }
          - { name: COMPOSED, value: 'user:$(PASSWORD)' }
`,
    );
    assert.equal(ended.status?.phase, 'Succeeded', treeOf(ended).join('\n'));
    const [said = ''] = (await outputOf(fleet, ended)).values();
    assert.deepEqual(said.trim().split('\n'), [
      'ahoy Jason, by default',
      'ahoy Jason',
      `${sha256(PASSWORD)}  -`,
      String('user:'.length + PASSWORD.length + 1),
    ]);
  },
);

test('what is missing is an Error of the node, in plain words, and the handler runs', TIMEOUT, async () => {
  const manifest = (env: string): string => `
metadata: { generateName: missing- }
spec:
  entrypoint: main
  onExit: tidy-up
  templates:
    - name: main
      container: { image: busybox, command: [echo], env: [{ name: A, valueFrom: ${env} }] }
    - name: tidy-up
      container: { image: busybox, command: [echo] }
`;
  const cases = [
    ['{ secretKeyRef: { name: none, key: k } }', 'secret "none" not found'],
    ['{ secretKeyRef: { name: db, key: user } }', `couldn't find key user in Secret ${NAMESPACE}/db`],
    [
      '{ configMapKeyRef: { name: settings, key: k } }',
      `couldn't find key k in ConfigMap ${NAMESPACE}/settings`,
    ],
  ] as const;
  for (const [env, message] of cases) {
    const ended = await runYaml(fleet, manifest(env));
    assert.deepEqual(treeOf(ended), [
      '.onExit Pod Succeeded',
      `/ Pod Error: Pod failed before main container starts due to CreateContainerConfigError: ${message}`,
    ]);
  }
});

test('the header of a request has what a Secret holds', TIMEOUT, async (t) => {
  const seen: boolean[] = [];
  const server = createServer((request, response) => {
    seen.push(request.headers['x-api-key'] === PASSWORD);
    response.end('welcome');
  });
  t.after(() => new Promise((resolve) => server.close(resolve)));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const manifest = (ref: string): string => `
metadata: { generateName: request- }
spec:
  entrypoint: main
  templates:
    - name: main
      http:
        url: http://127.0.0.1:${port}/
        headers: [{ name: X-Api-Key, valueFrom: { secretKeyRef: ${ref} } }]
`;
  const ended = await runYaml(fleet, manifest('{ name: db, key: password }'));
  assert.deepEqual(treeOf(ended), ['/ HTTP Succeeded']);
  assert.deepEqual(
    Object.values(ended.status?.nodes ?? {}).map(({ outputs }) => outputs?.result),
    ['welcome'],
  );
  assert.deepEqual(seen, [true]);
  assert.equal(JSON.stringify(ended).includes(PASSWORD), false);
  const cases = [
    ['{ name: none, key: k }', 'secrets "none" not found'],
    ['{ name: db, key: user }', "secret 'db' does not have the key 'user'"],
  ] as const;
  for (const [ref, message] of cases) {
    assert.deepEqual(treeOf(await runYaml(fleet, manifest(ref))), [`/ HTTP Failed: ${message}`]);
  }
  assert.equal(seen.length, 1, 'nothing is sent without its header');
});

test(
  'a cron workflow runs once for each time, though there are two schedulers and one dies',
  TIMEOUT,
  async () => {
    const created = await crons.create(
      NAMESPACE,
      fromYaml(`
apiVersion: argoproj.io/v1alpha1
kind: CronWorkflow
metadata: { name: tick }
spec:
  schedules: ['@every 2s']
  successfulJobsHistoryLimit: 100
  workflowMetadata: { labels: { of: cron } }
  workflowSpec:
    entrypoint: main
    templates:
      - name: main
        container: { image: busybox, command: [echo], args: ['{{workflow.name}}'] }
`),
    );
    assert.equal(created.metadata.name, 'tick');
    const status = async (at: number) =>
      eventually(
        `${at} runs have succeeded`,
        async () => {
          const found = (await crons.get(NAMESPACE, 'tick')).status;
          return (found?.succeeded ?? 0) >= at ? found : undefined;
        },
        120_000,
      );
    await status(2);
    await fleet.kill('scheduler');
    await status(5);
    await fleet.restart('scheduler');
    await crons.suspend(NAMESPACE, 'tick');
    const { items } = await fleet.client.listWorkflows(NAMESPACE, { labelSelector: 'of=cron' });
    const times = items
      .map(({ metadata }) => Number(metadata.name?.replace('tick-', '')))
      .sort((a, b) => a - b);
    assert.ok(times.length >= 5);
    assert.equal(new Set(times).size, times.length);
    for (const { metadata } of items) {
      assert.equal(metadata.labels?.['workflows.argoproj.io/cron-workflow'], 'tick');
      await fleet.watch.finished(metadata.name ?? '');
    }
    await crons.delete(NAMESPACE, 'tick');
    await assert.rejects(crons.get(NAMESPACE, 'tick'), { code: 'not_found' });
  },
);

test('a cron workflow that is wrong is refused', TIMEOUT, async () => {
  const wrong = { metadata: { name: 'wrong' }, spec: { schedules: ['10 * * 12737123 *'], workflowSpec: {} } };
  await assert.rejects(crons.create(NAMESPACE, wrong), {
    code: 'invalid_argument',
    message:
      /cron schedule 10 \* \* 12737123 \* is malformed: end of range \(12737123\) above maximum \(12\)/,
  });
});

test('what a Secret holds is in no file of the broker, no log and no answer', TIMEOUT, async () => {
  const name = await submitYaml(
    fleet,
    `
metadata: { generateName: hidden- }
spec:
  entrypoint: main
  templates:
    - name: main
      container:
        image: busybox
        command: [sh, -c]
        args: ['test -n "$PASSWORD"']
        env: [{ name: PASSWORD, valueFrom: { secretKeyRef: { name: db, key: password } } }]
`,
  );
  const ended = await fleet.watch.finished(name);
  assert.equal(ended.status?.phase, 'Succeeded');
  await resources.apply(NAMESPACE, 'Secret', {
    metadata: { name: 'db' },
    stringData: { password: PASSWORD },
  });
  const texts = [PASSWORD, Buffer.from(PASSWORD).toString('base64')];
  assert.ok(
    (await filesWith(join(fleet.directory, 'nats'), ['ahoy'])).length > 0,
    'what is no secret is found',
  );
  assert.deepEqual(await filesWith(join(fleet.directory, 'nats'), texts), []);
  assert.deepEqual(await filesWith(join(fleet.directory, 'postgres'), texts), []);
  const logs = fleet.takeLogs();
  const answers = JSON.stringify([
    ended,
    await resources.get(NAMESPACE, 'Secret', 'db'),
    await resources.list('', 'Secret'),
  ]);
  for (const text of texts) {
    assert.equal(logs.includes(text), false);
    assert.equal(answers.includes(text), false);
  }
  assert.match(logs, /an attempt has ended/, 'the logs are there');
});
