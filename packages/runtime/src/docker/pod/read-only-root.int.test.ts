import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { test } from 'node:test';
import { systemClock } from '@tiphys/clock/system';
import { dockerMissing, ensureBusyboxImage, testDocker } from '@tiphys/testkit';
import { pack } from 'tar-stream';
import { textOf } from '../../testing/text-of.ts';
import { resolveDockerEndpoint } from '../docker-endpoint.ts';
import { DockerRuntime } from '../docker-runtime.ts';

const skip = await dockerMissing();
const never = new AbortController().signal;

async function* archive(): AsyncIterable<Uint8Array> {
  const files = pack();
  files.entry({ name: 'etc/given/file' }, 'given\n');
  files.entry({ name: 'single' }, 'single\n');
  files.entry({ name: 'whole/', type: 'directory', mode: 0o755 });
  files.entry({ name: 'whole/deep/file' }, 'deep\n');
  files.finalize();
  yield* files as AsyncIterable<Uint8Array>;
}

test('a script and input artifacts where the root file system is read-only', { skip }, async () => {
  const endpoint = resolveDockerEndpoint(process.env);
  assert.ok('address' in endpoint);
  const runtime = new DockerRuntime({ endpoint, clock: systemClock, env: process.env });
  const attempt = { workflow: { uid: randomUUID(), namespace: 'd', name: 'w' }, nodeId: 'w-1', attempt: 0 };
  const location = { raw: { data: 'given' } };
  const container = await runtime.start(
    {
      agentId: `read-only-${randomUUID()}`,
      attempt,
      traceparent: '',
      archives: [archive],
      task: {
        nodeName: 'w',
        podName: 'w',
        templateName: 't',
        image: await ensureBusyboxImage(),
        command: ['sh'],
        args: [],
        env: [],
        script: {
          source:
            'cat /etc/given/file /single /whole/deep/file; touch /x 2>/dev/null || echo read-only; ls /etc/given; echo more >> /single && echo w > /whole/new && cat /single',
        },
        inputArtifacts: [
          { name: 'in', path: '/etc/given/file', location },
          { name: 'single', path: '/single', location },
          { name: 'whole', path: '/whole/', location },
        ],
        outputFiles: [],
        includeResult: false,
        pod: { settings: { securityContext: { readOnlyRootFilesystem: true } } },
      },
    },
    never,
  );
  const info = await testDocker().listContainers({
    all: true,
    filters: { label: [`tiphys.workflow-uid=${attempt.workflow.uid}`] },
  });
  const names = info.flatMap(({ Mounts }) => Mounts.flatMap(({ Name = '' }) => (Name === '' ? [] : [Name])));
  await container.exited(never);
  assert.equal(await textOf(container), 'given\nsingle\ndeep\nread-only\nfile\nsingle\nmore\n');
  await container.remove();
  assert.equal(new Set(names).size, 3, 'of the script, of a folder, and of what lies at the root');
  const { Volumes } = await testDocker().listVolumes();
  assert.deepEqual(
    (Volumes ?? []).filter(({ Name }) => names.includes(Name)),
    [],
  );
});
