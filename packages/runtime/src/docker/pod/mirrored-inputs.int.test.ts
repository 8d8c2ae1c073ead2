import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { pack } from 'tar-stream';
import { leftOvers, order, removeLeft, run, shell, skip } from '../../testing/docker-pods.ts';

async function* archive(): AsyncIterable<Uint8Array> {
  const files = pack();
  files.entry({ name: 'given/in' }, 'fleece\n');
  files.finalize();
  yield* files as AsyncIterable<Uint8Array>;
}

after(removeLeft);

test('containers that mirror the main one find its input artifacts, others do not', { skip }, async () => {
  const securityContext = { readOnlyRootFilesystem: true };
  const pod = {
    initContainers: [
      shell('alone', '[ ! -e /given/in ]'),
      shell('beside', 'grep fleece /given/in'),
      shell('sealed', 'grep fleece /given/in && ! touch /x', { securityContext }),
    ],
    sidecars: [shell('web', 'httpd -f -p 8080 -h /given')],
    mirrors: ['beside', 'sealed', 'web'],
  };
  const inputArtifacts = [{ name: 'in', path: '/given/in', location: { raw: { data: '' } } }];
  const program = 'cat /given/in; until wget -q -O - http://localhost:8080/in; do sleep 0.1; done';
  const started = { ...order(pod, program, { inputArtifacts }), archives: [archive] };
  const { exit, text } = await run(started);
  assert.deepEqual([exit.exitCode, text], [0, 'fleece\nfleece\n']);
  assert.deepEqual(await leftOvers(started), []);
});
