import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { createReadStream, existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { afterEach, test } from 'node:test';
import { SecretKeys } from '@tiphys/resource-store';
import { dockerMissing, ensureBusyboxImage, s3Missing, startS3, testDirectory } from '@tiphys/testkit';
import { assertNothingLeft } from '../fleet/containers.ts';
import { NAMESPACE, startFleet } from '../fleet/fleet.ts';
import { runTiphys } from '../fleet/run-tiphys.ts';
import { runYaml } from '../fleet/yaml-workflow.ts';

const TIMEOUT = { timeout: 300_000 };
const MIB = 1024 * 1024;
const skip = (await dockerMissing()) ?? s3Missing();
if (skip === undefined) await start();
else test('artifacts through the api', { skip }, () => undefined);

async function start(): Promise<void> {
  const s3 = await startS3((buckets) => mkdirSync(join(buckets, 'crew')));
  const fleet = await startFleet({
    runtime: 'docker',
    env: { TIPHYS_SECRETS_KEY: SecretKeys.generate() },
  });
  const image = await ensureBusyboxImage();
  const folder = testDirectory();
  afterEach(() => assertNothingLeft(fleet));

  const tiphys = (...args: string[]) => runTiphys(fleet.apiAddress, ...args);

  /** What the api's process has ever held, in MiB. */
  async function apiMemory(): Promise<number> {
    const status = readFileSync(`/proc/${await fleet.service('api').pid}/status`, 'utf8');
    return Number(/VmHWM:\s+(\d+) kB/.exec(status)?.[1]) / 1024;
  }

  function producer(name: string, mib: number, more = ''): string {
    return `
metadata: { name: ${name} }
spec:
  entrypoint: make
  ${more}
  templates:
    - name: make
      container:
        image: '${image}'
        command: [sh, -ec]
        args: ['head -c ${mib * MIB} /dev/urandom >/tmp/large; sha256sum /tmp/large | cut -c1-64; mkdir /tmp/tree; echo 1 >/tmp/tree/a']
      outputs:
        parameters: []
        artifacts:
          - { name: large, path: /tmp/large, archive: { none: {} } }
          - { name: tree, path: /tmp/tree, archive: { none: {} } }
`;
  }

  async function copied(name: string, mib: number, more?: string): Promise<void> {
    const ended = await runYaml(fleet, producer(name, mib, more));
    assert.equal(ended.status?.phase, 'Succeeded', ended.status?.message);
    const { code, err, out } = await tiphys('cp', name, folder);
    assert.equal(code, 0, err);
    assert.match(out, /^Created "large"$/m);
    const outputs = join(folder, NAMESPACE, name, name, 'outputs');
    const hash = createHash('sha256');
    await pipeline(createReadStream(join(outputs, 'large', 'large')), hash);
    const logs = await tiphys('logs', name, '--no-color');
    assert.ok(logs.out.includes(hash.digest('hex')), logs.out);
    assert.equal(readFileSync(join(outputs, 'tree', 'tree', 'a'), 'utf8'), '1\n');
  }

  test('cp from the built-in store; the memory of the api does not grow with the size', TIMEOUT, async () => {
    await copied('small', 32);
    const before = await apiMemory();
    await copied('large', 400);
    const grown = (await apiMemory()) - before;
    assert.ok(grown < 100, `grown by ${grown} MiB`);
  });

  test('cp from S3, whose keys are a Secret', TIMEOUT, async () => {
    const data = { access: s3.accessKeyId, secret: s3.secretAccessKey };
    const stringData = { metadata: { name: 's3' }, stringData: data };
    await fleet.client.resources.apply(NAMESPACE, 'Secret', stringData);
    const repository = `s3: { endpoint: '${s3.endpoint}', insecure: true, bucket: crew, accessKeySecret: { name: s3, key: access }, secretKeySecret: { name: s3, key: secret } }`;
    await fleet.client.resources.apply(NAMESPACE, 'ConfigMap', {
      metadata: { name: 'artifact-repositories' },
      data: { crew: repository },
    });
    await copied('from-s3', 64, 'artifactRepositoryRef: { key: crew }');
    assert.ok(existsSync(join(s3.folder, 'crew', 'from-s3')), 'it lies in the bucket');
    await fleet.client.resources.delete(NAMESPACE, 'Secret', 's3');
    const { code, err } = await tiphys('cp', 'from-s3', join(folder, 'again'));
    assert.equal(code, 1);
    assert.match(err, /^Error: couldn't find key access in Secret s3$/m);
  });

  test('what the command line asks for and is not there', TIMEOUT, async () => {
    const missing = await tiphys('cp', 'nobody', folder);
    assert.deepEqual([missing.code, missing.err], [1, 'Error: workflows.argoproj.io "nobody" not found\n']);
    const { code } = await tiphys('cp', 'nobody');
    assert.equal(code, 2);
  });
}
