import assert from 'node:assert/strict';
import { mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, test } from 'node:test';
import { connectJetStream } from '@tiphys/event-log/jetstream';
import { ARTIFACTS_BUCKET, JetStreamObjectStore } from '@tiphys/object-store/jetstream';
import { SecretKeys } from '@tiphys/resource-store';
import { silentLogger } from '@tiphys/service-kit';
import type { Workflow } from '@tiphys/spec';
import { dockerMissing, ensureBusyboxImage, s3Missing, startS3 } from '@tiphys/testkit';
import { brokerContents } from '../fleet/broker-contents.ts';
import { assertNothingLeft } from '../fleet/containers.ts';
import { eventually } from '../fleet/eventually.ts';
import { NAMESPACE, startFleet } from '../fleet/fleet.ts';
import { assertBrokerForgets } from '../fleet/forgotten.ts';
import { runTiphys } from '../fleet/run-tiphys.ts';
import { runYaml } from '../fleet/yaml-workflow.ts';

const TIMEOUT = { timeout: 240_000 };
const skip = (await dockerMissing()) ?? s3Missing();
if (skip === undefined) await start();
else test('how long workflows and what they made stay', { skip }, () => undefined);

async function start(): Promise<void> {
  const s3 = await startS3((buckets) => mkdirSync(join(buckets, 'crew')));
  const fleet = await startFleet({
    runtime: 'docker',
    schedulers: 2,
    env: { TIPHYS_SECRETS_KEY: SecretKeys.generate() },
  });
  const image = await ensureBusyboxImage();
  const broker = connectJetStream({ servers: fleet.nats.url, name: 'lifetime-test', logger: silentLogger });
  fleet.onStop(() => broker.close());
  const store = new JetStreamObjectStore({
    connection: (signal) => broker.connection(signal),
    bucket: ARTIFACTS_BUCKET,
  });
  afterEach(() => assertNothingLeft(fleet));
  const { client } = fleet;

  async function keysOf(name: string): Promise<string[]> {
    const keys: string[] = [];
    for await (const key of store.list(`${name}/`)) keys.push(key);
    return keys.sort();
  }

  function maker(name: string, spec: string, artifacts = '{ name: out, path: /tmp/out }'): string {
    return `
metadata: { name: ${name} }
spec:
  entrypoint: make
  ${spec}
  templates:
    - name: make
      container: { image: '${image}', command: [sh, -c], args: ['echo made | tee /tmp/out /tmp/keep'] }
      outputs: { artifacts: [${artifacts}] }
`;
  }

  /** Once it is gone. */
  async function gone(name: string): Promise<void> {
    await eventually(`${name} is deleted`, () =>
      client.getWorkflow(NAMESPACE, name).then(
        () => undefined,
        (error: { code?: string }) => {
          assert.equal(error.code, 'not_found');
          return true;
        },
      ),
    );
  }

  function artifactOf({ status }: Workflow, name: string) {
    const nodes = Object.values(status?.nodes ?? {});
    return nodes
      .flatMap(({ outputs }) => outputs?.artifacts ?? [])
      .find((artifact) => artifact.name === name);
  }

  test('ttlStrategy: the workflow goes, with its logs, containers and artifacts', TIMEOUT, async () => {
    // What the first workflow has made for all of them is there.
    await client.deleteWorkflow(NAMESPACE, (await runYaml(fleet, maker('first', ''))).metadata.name ?? '');
    const before = await brokerContents(fleet.nats.url);
    const spec =
      'archiveLogs: true\n  ttlStrategy: { secondsAfterSuccess: 3 }\n  artifactGC: { strategy: OnWorkflowDeletion }';
    const ended = await runYaml(fleet, maker('short', spec));
    assert.equal(ended.status?.phase, 'Succeeded');
    assert.deepEqual(await keysOf('short'), ['short/short/main.log', 'short/short/out.tgz']);
    const finished = Date.parse(String(ended.status?.finishedAt));
    await gone('short');
    assert.ok(Date.now() - finished >= 2_900, 'not before its time');
    assert.deepEqual(await keysOf('short'), []);
    await assertBrokerForgets(fleet, before);
    const failed = await runYaml(fleet, maker('other', 'ttlStrategy: { secondsAfterFailure: 0 }'));
    assert.equal(failed.status?.phase, 'Succeeded');
    await client.deleteWorkflow(NAMESPACE, 'other');
    assert.deepEqual(await keysOf('other'), ['other/other/out.tgz'], 'without artifactGC they stay');
  });

  test('artifactGC: at the end those that say so, the others at the deletion', TIMEOUT, async () => {
    const artifacts =
      '{ name: out, path: /tmp/out }, { name: keep, path: /tmp/keep, artifactGC: { strategy: OnWorkflowDeletion } }, { name: stay, path: /tmp/keep, artifactGC: { strategy: Never } }';
    await runYaml(fleet, maker('gc', 'artifactGC: { strategy: OnWorkflowCompletion }', artifacts));
    const collected = await eventually('the artifact is marked', async () => {
      const workflow = await client.getWorkflow(NAMESPACE, 'gc');
      return artifactOf(workflow, 'out')?.deleted ? workflow : undefined;
    });
    assert.notEqual(artifactOf(collected, 'keep')?.deleted, true);
    assert.deepEqual(await keysOf('gc'), ['gc/gc/keep.tgz', 'gc/gc/stay.tgz']);
    await client.deleteWorkflow(NAMESPACE, 'gc');
    await gone('gc');
    assert.deepEqual(await keysOf('gc'), ['gc/gc/stay.tgz']);
  });

  test('artifactGC in a store that is away: it ends, and says so; force goes on', TIMEOUT, async () => {
    await client.resources.apply(NAMESPACE, 'Secret', {
      metadata: { name: 's3' },
      stringData: { access: s3.accessKeyId, secret: s3.secretAccessKey },
    });
    await client.resources.apply(NAMESPACE, 'ConfigMap', {
      metadata: { name: 'artifact-repositories' },
      data: {
        crew: `s3: { endpoint: '${s3.endpoint}', insecure: true, bucket: crew, accessKeySecret: { name: s3, key: access }, secretKeySecret: { name: s3, key: secret } }`,
      },
    });
    const spec = (more: string) =>
      `artifactRepositoryRef: { key: crew }\n  artifactGC: { strategy: OnWorkflowDeletion${more} }`;
    for (const [name, more] of [
      ['there', ''],
      ['away', ''],
      ['forced', ', forceFinalizerRemoval: true'],
    ] as const) {
      assert.equal((await runYaml(fleet, maker(name, spec(more)))).status?.phase, 'Succeeded');
    }
    await client.deleteWorkflow(NAMESPACE, 'there');
    await gone('there');
    assert.deepEqual(readdirSync(join(s3.folder, 'crew')).sort(), ['away', 'forced']);
    await s3.stop();
    await client.deleteWorkflow(NAMESPACE, 'forced');
    await gone('forced');
    await client.deleteWorkflow(NAMESPACE, 'away');
    const condition = await eventually('it says why', async () => {
      const { status } = await client.getWorkflow(NAMESPACE, 'away');
      return status?.conditions?.find(({ type }) => type === 'ArtifactGCError');
    });
    assert.match(condition.message ?? '', /^Artifact Garbage Collection failed for strategy.*: out: /s);
    const { code, err } = await runTiphys(fleet.apiAddress, 'delete', 'away', '--force');
    assert.equal(code, 0, err);
    await gone('away');
  });

  // The last, since it kills the schedulers.
  test('a cron workflow catches up after an outage, once, and its past is filled in', TIMEOUT, async () => {
    const manifest = {
      metadata: { name: 'tick' },
      spec: {
        schedules: ['@every 4s'],
        startingDeadlineSeconds: 600,
        successfulJobsHistoryLimit: 100,
        workflowMetadata: { labels: { of: 'tick' } },
        workflowSpec: {
          entrypoint: 'main',
          templates: [
            { name: 'main', container: { image, command: ['echo'], args: ['{{workflow.scheduledTime}}'] } },
          ],
        },
      },
    };
    await client.crons.create(NAMESPACE, manifest);
    const runs = async () => (await client.listWorkflows(NAMESPACE, { labelSelector: 'of=tick' })).items;
    await eventually('it runs', async () => ((await runs()).length > 0 ? true : undefined));
    await fleet.kill('scheduler', 'scheduler-2');
    const known = new Set((await runs()).map(({ metadata }) => metadata.name));
    const downFrom = Date.now();
    // Three times are missed meanwhile.
    await eventually('time passes', () => (Date.now() - downFrom > 13_000 ? true : undefined));
    await fleet.restart('scheduler', 'scheduler-2');
    const upAgain = Date.now();
    await eventually('it goes on', async () => ((await runs()).length >= known.size + 2 ? true : undefined));
    await client.crons.suspend(NAMESPACE, 'tick');
    const times = (await runs())
      .filter(({ metadata }) => !known.has(metadata.name))
      .map(({ metadata }) => metadata.annotations?.['workflows.argoproj.io/scheduled-time'] ?? '');
    assert.equal(new Set(times).size, times.length, `each time once: ${times}`);
    const missed = times.filter((time) => Date.parse(time) < upAgain - 1_000 && Date.parse(time) > downFrom);
    assert.equal(missed.length, 1, `of the missed times the last: ${times}`);

    const start = new Date(Date.parse(times.sort()[0] ?? '') - 10_000).toISOString();
    const end = times[0] ?? '';
    const { code, out, err } = await runTiphys(
      fleet.apiAddress,
      ...['cron', 'backfill', 'tick', '--start', start, '--end', end, '--name', 'past'],
    );
    assert.equal(code, 0, err);
    const filled = [...out.matchAll(/^(tick-backfill-past-\S+)\t/gm)].map(([, name]) => name ?? '');
    assert.ok(filled.length >= 2, out);
    for (const name of filled) {
      assert.equal((await client.getWorkflow(NAMESPACE, name)).status?.phase, 'Succeeded');
    }
    await client.crons.delete(NAMESPACE, 'tick');
    for (const { metadata } of await runs()) await fleet.watch.finished(metadata.name ?? '');
  });
}
