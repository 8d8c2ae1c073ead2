import assert from 'node:assert/strict';
import { PassThrough } from 'node:stream';
import { test } from 'node:test';
import { GenericContainer } from 'testcontainers';
import { dockerMissing, ensureBusyboxImage, testDocker } from './docker-engine.ts';
import { watchLeaks } from './leaks.ts';
import { buildWhalesayImage, WHALESAY_IMAGE } from './whalesay-image.ts';

const skip = (await dockerMissing()) ?? false;
// Its own cleaner is an image from a registry.
process.env.TESTCONTAINERS_RYUK_DISABLED = 'true';

test('the image runs a shell and its commands', { skip }, async () => {
  const container = await new GenericContainer(await ensureBusyboxImage())
    .withCommand(['sleep', '600'])
    .withLabels({ 'tiphys.test': 'busybox-image' })
    .start();
  try {
    const said = await container.exec([
      'sh',
      '-c',
      'echo "$((6 * 7))" | tr 4 5 && env | grep -c ^PATH= && ls -d /tmp',
    ]);
    assert.deepEqual(
      { exitCode: said.exitCode, output: said.output },
      { exitCode: 0, output: '52\n1\n/tmp\n' },
    );
  } finally {
    await container.stop();
  }
});

test('the stand-in for docker/whalesay says what it is told', { skip }, async () => {
  const { built, said } = await buildWhalesayImage();
  assert.ok(built, said);
  const docker = testDocker();
  const output = new PassThrough();
  const chunks: Buffer[] = [];
  output.on('data', (chunk: Buffer) => chunks.push(chunk));
  const [, container] = await docker.run(WHALESAY_IMAGE, ['cowsay', 'ahoy', 'there'], output, { Tty: true });
  await container.remove();
  const text = Buffer.concat(chunks).toString().replaceAll('\r', '');
  assert.match(text, /^ _+\n< ahoy there >\n -+\n/);
});

test('a container that a workflow left is named', { skip }, async () => {
  const leaks = await watchLeaks('tiphys.workflow-uid=leak-test');
  const container = await testDocker().createContainer({
    Image: await ensureBusyboxImage(),
    Labels: { 'tiphys.workflow-uid': 'leak-test' },
  });
  await assert.rejects(
    leaks.assertNone(0),
    new RegExp(`container ${container.id.slice(0, 12)} \\(.+, created\\)`),
  );
  await container.remove();
  await leaks.assertNone();
});
