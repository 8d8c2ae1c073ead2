import assert from 'node:assert/strict';
import { afterEach, test } from 'node:test';
import { dockerMissing, ensureBusyboxImage, testDocker } from '@tiphys/testkit';
import { assertNothingLeft } from '../fleet/containers.ts';
import { eventually } from '../fleet/eventually.ts';
import { type Fleet, NAMESPACE, startFleet } from '../fleet/fleet.ts';
import { outputOf, runYaml, submitYaml, treeOf } from '../fleet/yaml-workflow.ts';

const TIMEOUT = { timeout: 120_000 };
const SOON = 'periodSeconds: 1, failureThreshold: 2';
/** Says when it hears the signal to end. */
const WAITS = `command: [sh, -c], args: ["trap 'echo term; exit 143' TERM; while :; do sleep 0.2; done"]`;

const skip = await dockerMissing();
if (skip === undefined) await start();
else test('probes and hooks of containers', { skip }, () => undefined);

async function start(): Promise<void> {
  const fleet = await startFleet({ runtime: 'docker' });
  const image = await ensureBusyboxImage();
  afterEach(() => assertNothingLeft(fleet));

  /** One container, and a handler that says how it ended. */
  const manifest = (name: string, container: string, template = ''): string => `
metadata: {name: ${name}}
spec:
  entrypoint: main
  onExit: say
  templates:
  - name: say
    container: {image: "${image}", command: [echo, "{{workflow.status}}"]}
  - name: main
    container: {image: "${image}", ${container}}
    ${template}
`;

  async function endsSo(text: string, tree: string[], said: string[]): Promise<void> {
    const ended = await runYaml(fleet, text);
    assert.deepEqual(treeOf(ended), tree);
    assert.deepEqual([...(await outputOf(fleet, ended)).values()].sort(), said.toSorted());
  }

  test(
    'one that does not live is ended, and another attempt made where its strategy says so',
    TIMEOUT,
    async () => {
      const probe = `livenessProbe: {exec: {command: [test, "{{retries}}", "=", "1"]}, ${SOON}}`;
      const program = `command: [sh, -c], args: ["trap 'echo term; exit 143' TERM; sleep 6 & wait; echo well"]`;
      await endsSo(
        manifest('sick', `${program}, ${probe}`, 'retryStrategy: {limit: 1, retryPolicy: OnFailure}'),
        [
          '(0) Pod Failed: main: Error (exit code 143): failed liveness probe',
          '(1) Pod Succeeded',
          '.onExit Pod Succeeded',
          '/ Retry Succeeded',
        ],
        ['Succeeded\n', 'term\n', 'well\n'],
      );
    },
  );

  for (const [name, probe, message] of [
    ['no-port', `livenessProbe: {tcpSocket: {port: 81}, ${SOON}}`, 'failed liveness probe'],
    ['no-page', `startupProbe: {httpGet: {path: /, port: 81}, ${SOON}}`, 'failed startup probe'],
    ['no-name', `livenessProbe: {httpGet: {port: www}, ${SOON}}`, 'failed liveness probe'],
    ['no-grpc', `livenessProbe: {grpc: {port: 81}, ${SOON}}`, 'failed liveness probe'],
    [
      'bad-hook',
      'lifecycle: {postStart: {exec: {command: [sh, -c, "sleep 1; exit 7"]}}}',
      'FailedPostStartHook: exit code 7',
    ],
    ['no-hook', 'lifecycle: {postStart: {exec: {command: [no-such]}}}', 'FailedPostStartHook: '],
  ] as const) {
    test(`${name}: the container is ended and the node says why`, TIMEOUT, async () => {
      const ended = await runYaml(fleet, manifest(name, `${WAITS}, ${probe}`));
      const [handler, node] = treeOf(ended);
      assert.equal(handler, '.onExit Pod Succeeded');
      const head = `/ Pod Failed: main: Error (exit code 143): ${message}`;
      assert.equal(node?.slice(0, head.length), head);
    });
  }

  test(
    'main goes on without a sidecar that is never ready, and one that does not live',
    TIMEOUT,
    async () => {
      await endsSo(
        manifest(
          'alone',
          'command: [echo, main]',
          `sidecars:
    - {name: deaf, image: "${image}", ${WAITS}, readinessProbe: {tcpSocket: {port: 81}, ${SOON}}}
    - {name: dead, image: "${image}", ${WAITS}, livenessProbe: {tcpSocket: {port: 81}, ${SOON}}}`,
        ),
        ['.onExit Pod Succeeded', '/ Pod Succeeded'],
        ['Succeeded\n', 'main\n'],
      );
    },
  );

  test('hooks: one after the start, one before the signal to end', TIMEOUT, async () => {
    const lifecycle = `lifecycle: {
      postStart: {exec: {command: [sh, -c, "echo started > /proc/1/fd/1; touch /up"]}},
      preStop: {exec: {command: [sh, -c, "echo stopping > /proc/1/fd/1"]}}}`;
    const name = await submitYaml(fleet, manifest('hooked', `${WAITS}, ${lifecycle}`));
    await running(fleet, name);
    for await (const { content } of fleet.client.workflowLogs(NAMESPACE, name, { follow: true })) {
      if (content === 'started') break;
    }
    await fleet.client.stopWorkflow(NAMESPACE, name);
    const ended = await fleet.watch.finished(name);
    assert.deepEqual([...(await outputOf(fleet, ended)).values()], ['started\nstopping\nterm\n', 'Failed\n']);
  });

  for (const [name, hook] of [
    ['hangs-exec', 'postStart: {exec: {command: [sleep, "1000"]}}'],
    ['hangs-sleep', 'postStart: {sleep: {seconds: 1000}}'],
    ['hangs-http', 'postStart: {httpGet: {host: 192.0.2.1, port: 81}}'],
    ['hangs-stop', 'preStop: {exec: {command: [sleep, "1000"]}}'],
  ] as const) {
    test(`${name}: a hook that hangs keeps nobody from ending`, TIMEOUT, async () => {
      const patch = `podSpecPatch: '{"terminationGracePeriodSeconds": 1}'`;
      const name_ = await submitYaml(fleet, manifest(name, `${WAITS}, lifecycle: {${hook}}`, patch));
      await running(fleet, name_);
      await fleet.client.terminateWorkflow(NAMESPACE, name_);
      const ended = await fleet.watch.finished(name_);
      assert.equal(ended.status?.phase, 'Failed', treeOf(ended).join('\n'));
    });
  }

  test('a deadline ends a container whose hook hangs', TIMEOUT, async () => {
    const hook = 'lifecycle: {postStart: {exec: {command: [sleep, "1000"]}}}';
    await endsSo(
      manifest('late', `${WAITS}, ${hook}`, 'activeDeadlineSeconds: 3'),
      [
        '.onExit Pod Succeeded',
        '/ Pod Failed: Pod was active on the node longer than the specified deadline',
      ],
      ['Failed\n', 'term\n'],
    );
  });
}

/** Its main container runs; what it says is not heard before its hook has ended. */
async function running({ agentIds }: Fleet, workflow: string): Promise<void> {
  await eventually(`a container of ${workflow} runs`, async () => {
    const found = await testDocker().listContainers({ filters: { label: [`tiphys.workflow=${workflow}`] } });
    return found.some(
      ({ Labels }) => agentIds.includes(Labels['tiphys.agent-id'] ?? '') && Labels['tiphys.part'] === 'main',
    )
      ? true
      : undefined;
  });
}
