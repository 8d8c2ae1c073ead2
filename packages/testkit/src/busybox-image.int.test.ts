import assert from 'node:assert/strict';
import { test } from 'node:test';
import { GenericContainer } from 'testcontainers';
import { dockerMissing, ensureBusyboxImage, testDocker } from './docker-engine.ts';
import { watchLeaks } from './leaks.ts';

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
