import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, describe, test } from 'node:test';
import type { PodTask } from '@tiphys/engine';
import {
  agentId,
  leftOvers,
  never,
  open,
  order,
  removeLeft,
  run,
  shell,
  skip,
} from '../../testing/docker-pods.ts';
import { textOf } from '../../testing/text-of.ts';

describe('pods on docker', { skip }, () => {
  after(removeLeft);

  test('init containers run in order before main, and share a volume with it', async () => {
    const volumeMounts = [{ name: 'work', mountPath: '/work' }];
    const started = order(
      {
        volumes: [{ name: 'work', emptyDir: {} }],
        settings: { volumeMounts },
        initContainers: [
          shell('one', 'echo one >> /work/log; id -u >> /work/log', {
            volumeMounts,
            securityContext: { runAsUser: 1234 },
          }),
          shell('two', 'echo two >> /work/log', { volumeMounts, securityContext: { runAsUser: 1234 } }),
        ],
      },
      'cat /work/log; echo out > /work/out',
    );
    const container = await open().start(started, never);
    assert.equal((await container.exited(never)).exitCode, 0);
    assert.equal(await textOf(container), 'one\n1234\ntwo\n');
    assert.equal(Buffer.from((await container.readFile('/work/out', 100)) ?? []).toString(), 'out\n');
    await container.remove();
    assert.deepEqual(await leftOvers(started), []);
  });

  test('an init container that fails ends the pod before main starts', async () => {
    const started = order({ initContainers: [shell('prepare', 'exit 3')] }, 'echo never');
    const runtime = open();
    await assert.rejects(runtime.start(started, never), {
      code: 'init_failed',
      message: 'prepare: Error (exit code 3)',
    });
    const left = await runtime.find(started.attempt);
    assert.equal(left?.started, false);
    await left?.remove();
    assert.deepEqual(await leftOvers(started), []);
    assert.equal(await runtime.find(started.attempt), undefined);
  });

  test('sidecars share the network with main, and end with it', async () => {
    const sidecar = shell('web', 'mkdir /www; echo served > /www/index.html; httpd -f -p 8080 -h /www');
    const started = order(
      { sidecars: [sidecar], hostAliases: [{ ip: '10.1.2.3', hostnames: ['alias'] }] },
      'until wget -q -O - http://localhost:8080/; do sleep 0.1; done; grep alias /etc/hosts; hostname',
    );
    const { exit, text } = await run(started);
    assert.equal(exit.exitCode, 0);
    assert.match(text, /served\n10\.1\.2\.3\s+alias\nthe-pod\n$/);
    assert.deepEqual(await leftOvers(started), []);
  });

  test('another process takes a pod over, and one that was cut at any step goes on', async () => {
    const started = order(
      { initContainers: [shell('slow', 'sleep 1')], sidecars: [shell('side', 'sleep 60')] },
      'echo once; sleep 1',
    );
    const cut = new AbortController();
    const first = open().start(started, cut.signal);
    setTimeout(() => cut.abort(), 500);
    await assert.rejects(first, { code: 'cancelled' });
    const [between] = (await open().list(agentId)).filter(
      ({ attempt }) => attempt.workflow.uid === started.attempt.workflow.uid,
    );
    assert.equal(between?.started, false);
    await open().start(started, never);
    const again = await open().start(started, never);
    const taken = await open().find(started.attempt);
    assert.equal(taken?.started, true);
    assert.equal((await taken?.exited(never))?.exitCode, 0);
    assert.equal(await textOf(again), 'once\n');
    await taken?.remove();
    assert.deepEqual(await leftOvers(started), []);
  });

  test('volumes in memory, of ConfigMaps and of Secrets; subPath', async () => {
    const volumeMounts = [
      { name: 'shm', mountPath: '/memory' },
      { name: 'config', mountPath: '/config' },
      { name: 'secret', mountPath: '/secret' },
      { name: 'config', mountPath: '/etc/one.conf', subPath: 'deep/a' },
      { name: 'work', mountPath: '/part', subPath: 'x/y' },
      { name: 'work', mountPath: '/whole' },
    ];
    const files = [
      { path: 'deep/a', mode: 0o440, data: Buffer.from('A') },
      { path: 'b', mode: 0o644, data: Buffer.from('B') },
    ];
    const started = {
      ...order(
        {
          volumes: [
            { name: 'shm', emptyDir: { medium: 'Memory', sizeLimit: '1Mi' } },
            { name: 'config', configMap: { name: 'c' } },
            { name: 'secret', secret: { secretName: 's' } },
            { name: 'work', emptyDir: {} },
          ],
          settings: { volumeMounts },
        },
        [
          'cat /config/deep/a /config/b /secret/b /etc/one.conf; echo',
          'echo kept > /memory/out; echo part > /part/file; cat /whole/x/y/file',
          'mount | grep -c " /memory type tmpfs"',
          'mount | grep " /secret type tmpfs" | grep -c ro,',
          'dd if=/dev/zero of=/memory/big bs=1M count=2 2>/dev/null || echo full',
          '{ echo x > /config/b; } 2>/dev/null || echo read-only',
        ].join('\n'),
      ),
      volumeFiles: new Map([
        ['config', files],
        ['secret', files],
      ]),
    };
    const container = await open().start(started, never);
    await container.exited(never);
    const text = await textOf(container);
    assert.equal(text, 'ABBA\npart\n1\n1\nfull\nread-only\n');
    assert.equal(
      Buffer.from((await container.readFile('/memory/out', 100)) ?? []).toString(),
      'kept\n',
      'what is in memory is there for outputs',
    );
    await container.remove();
    assert.deepEqual(await leftOvers(started), []);
  });

  test('a subPath cannot leave its volume', async () => {
    const volumes = [{ name: 'work', emptyDir: {} }];
    const link = order(
      {
        volumes,
        initContainers: [
          shell('evil', 'ln -s / /work/root', { volumeMounts: [{ name: 'work', mountPath: '/work' }] }),
        ],
        settings: { volumeMounts: [{ name: 'work', mountPath: '/host', subPath: 'root/etc' }] },
      },
      'cat /host/shadow',
    );
    await assert.rejects(open().start(link, never), { code: 'invalid_task', message: /symbolic link/ });
    await (await open().find(link.attempt))?.remove();
    const up = order(
      { volumes, settings: { volumeMounts: [{ name: 'work', mountPath: '/x', subPath: '../..' }] } },
      'true',
    );
    await assert.rejects(open().start(up, never), { code: 'invalid_task', message: /'\.\.'/ });
    await (await open().find(up.attempt))?.remove();
    assert.deepEqual([...(await leftOvers(link)), ...(await leftOvers(up))], []);
  });

  test('claims outlive their pods', async () => {
    const claim = `c-${randomUUID()}`;
    const pod: PodTask = {
      volumes: [{ name: 'work', persistentVolumeClaim: { claimName: claim } }],
      workflowClaims: [claim],
      settings: { volumeMounts: [{ name: 'work', mountPath: '/work' }] },
    };
    const first = order(pod, 'echo kept > /work/file');
    await run(first);
    const second = { ...order(pod, 'cat /work/file'), attempt: { ...first.attempt, nodeId: 'w-2' } };
    assert.equal((await run(second)).text, 'kept\n');
    const runtime = open();
    await runtime.releaseClaims(first.attempt.workflow.uid);
    assert.deepEqual(await runtime.claimHolders(agentId), []);
  });

  test('folders of the host only where the agent allows it', async () => {
    const pod: PodTask = {
      volumes: [{ name: 'host', hostPath: { path: '/usr/../etc' } }],
      settings: { volumeMounts: [{ name: 'host', mountPath: '/host', readOnly: true }] },
    };
    const started = order(pod, 'test -f /host/hostname && echo there');
    for (const hostPaths of [[], ['/et'], ['/etc/ssl'], ['/usr']]) {
      await assert.rejects(open({ hostPaths }).start(started, never), {
        code: 'invalid_task',
        message: 'volume "host": hostPath /etc is not allowed by this agent (TIPHYS_HOST_PATHS)',
      });
    }
    assert.equal((await run(started, { hostPaths: ['/etc'] })).text, 'there\n');
  });

  test('security contexts', async () => {
    const settings = {
      securityContext: {
        runAsUser: 4321,
        runAsGroup: 99,
        readOnlyRootFilesystem: true,
        allowPrivilegeEscalation: false,
        capabilities: { drop: ['ALL'] },
      },
    };
    const securityContext = { supplementalGroups: [77], fsGroup: 88 };
    const { text } = await run(
      order(
        { settings, securityContext },
        'id -u; id -g; id -G; touch /x 2>/dev/null || echo read-only; grep -E "CapEff|NoNewPrivs" /proc/self/status',
      ),
    );
    assert.match(text, /^4321\n99\n99 77 88\nread-only\n/);
    assert.match(text, /CapEff:\s+0000000000000000\n/);
    assert.match(text, /NoNewPrivs:\s+1\n/);
    const refusals: [PodTask, RegExp][] = [
      [{ settings: { securityContext: { privileged: true } } }, /privileged: true is not allowed/],
      [
        { settings: { securityContext: { capabilities: { add: ['SYS_ADMIN'] } } } },
        /SYS_ADMIN is not allowed/,
      ],
      [{ hostNetwork: true }, /hostNetwork is not allowed/],
      [{ securityContext: { runAsNonRoot: true } }, /image will run as root/],
      [{ securityContext: { runAsNonRoot: true, runAsUser: 0 } }, /breaks non-root policy/],
    ];
    for (const [pod, message] of refusals) {
      await assert.rejects(open().start(order(pod, 'true'), never), { code: 'invalid_task', message });
    }
    assert.equal(
      (await run(order({ securityContext: { runAsNonRoot: true, runAsUser: 5 } }, 'id -u'))).text,
      '5\n',
    );
  });

  test('pull policies', async () => {
    await assert.rejects(
      open().start(
        order({ settings: { imagePullPolicy: 'Never' } }, '', { image: 'nowhere.invalid/x:1' }),
        never,
      ),
      { code: 'image_not_found', message: /main .* ErrImageNeverPull: Container image "nowhere/ },
    );
    assert.equal((await run(order({ settings: { imagePullPolicy: 'Never' } }, 'echo a'))).text, 'a\n');
  });

  test('a terminal, its output in one stream', async () => {
    const { text } = await run(order({ settings: { tty: true } }, 'test -t 1 && echo terminal; echo b >&2'));
    assert.equal(text, 'terminal\r\nb\r\n');
  });

  test('a set runs by its dependencies, on shared volumes, and retries', async () => {
    const volumeMounts = [{ name: 'work', mountPath: '/work' }];
    const started = order(
      {
        volumes: [{ name: 'work', emptyDir: {} }],
        set: {
          retries: 1,
          retryDelayMs: 10,
          containers: [
            shell('main', 'cat /work/log; echo x > /result', { volumeMounts, dependencies: ['b'] }),
            shell('a', 'echo a >> /work/log', { volumeMounts }),
            shell('b', 'echo b >> /work/log; test -f /again || { touch /again; exit 1; }', {
              volumeMounts,
              dependencies: ['a'],
            }),
          ],
        },
      },
      '',
    );
    const { attempt } = await open().start(started, never);
    const container = await open().find(attempt);
    assert.ok(container !== undefined);
    const exit = await container.exited(never);
    assert.deepEqual(
      exit.containers?.map(({ name, exitCode }) => [name, exitCode]),
      [
        ['main', 0],
        ['a', 0],
        ['b', 0],
      ],
    );
    assert.equal(exit.exitCode, 0);
    assert.equal(await textOf(container), 'a\nb\nb\n');
    assert.equal(Buffer.from((await container.readFile('/result', 100)) ?? []).toString(), 'x\n');
    await container.remove();
    assert.deepEqual(await leftOvers(started), []);
  });

  test('what depends on a container that failed does not start', async () => {
    const started = order(
      {
        set: {
          retries: 0,
          retryDelayMs: 0,
          containers: [shell('a', 'exit 2'), shell('b', 'true', { dependencies: ['a'] }), shell('c', 'true')],
        },
      },
      '',
    );
    const { exit } = await run(started);
    assert.deepEqual(
      exit.containers?.map(({ name, exitCode }) => [name, exitCode]),
      [
        ['a', 2],
        ['b', undefined],
        ['c', 0],
      ],
    );
    assert.equal(exit.exitCode, 2);
  });

  test('a set that is stopped starts nothing more', async () => {
    const started = order(
      {
        set: {
          retries: 5,
          retryDelayMs: 0,
          containers: [
            shell('a', 'trap "exit 9" TERM; echo up; while :; do sleep 0.1; done'),
            shell('b', 'true', { dependencies: ['a'] }),
          ],
        },
      },
      '',
    );
    const container = await open().start(started, never);
    const exited = container.exited(never);
    setTimeout(() => void container.stop(10_000), 1000);
    const exit = await exited;
    assert.equal(exit.containers?.[0]?.exitCode, 9);
    assert.equal(exit.containers?.[1]?.exitCode, undefined);
    await container.remove();
    assert.deepEqual(await leftOvers(started), []);
  });
});
