import assert from 'node:assert/strict';
import { afterEach, test } from 'node:test';
import { dockerMissing, ensureBusyboxImage } from '@tiphys/testkit';
import { assertNoContainers } from '../fleet/containers.ts';
import { eventually } from '../fleet/eventually.ts';
import { NAMESPACE, startFleet } from '../fleet/fleet.ts';
import { outputOf, runYaml, submitYaml, treeOf } from '../fleet/yaml-workflow.ts';

const skip = await dockerMissing();
if (skip === undefined) await start();
else test('limits in containers', { skip }, () => undefined);

async function start(): Promise<void> {
  const fleet = await startFleet({ runtime: 'docker', executors: 2, env: { TIPHYS_LABELS: 'disk=ssd' } });
  const image = await ensureBusyboxImage();
  afterEach(() => assertNoContainers(fleet));

  const sleeper = `container: {image: "${image}", command: [sh, -c], args: ["trap 'exit 1' TERM; sleep 60 & wait"]}`;

  test("the workflow's deadline ends what runs, and the handler runs", async () => {
    const ended = await runYaml(
      fleet,
      `
metadata: {name: late}
spec:
  entrypoint: main
  activeDeadlineSeconds: 3
  onExit: say
  templates:
  - name: main
    steps: [[{name: a, template: long}, {name: b, template: wait}]]
  - {name: long, ${sleeper}}
  - {name: wait, suspend: {duration: 1h}}
  - {name: say, container: {image: "${image}", command: [echo, "{{workflow.status}}"]}}
`,
    );
    assert.equal(ended.status?.phase, 'Failed');
    assert.deepEqual(
      treeOf(ended).map((line) => line.replace(/child '.*' failed/, 'child failed')),
      [
        '.onExit Pod Succeeded',
        '/ Steps Failed: child failed',
        '[0] StepGroup Failed: child failed',
        '[0].a Pod Failed: Step exceeded its deadline',
        '[0].b Suspend Failed: Step exceeded its deadline',
      ],
    );
    assert.deepEqual([...(await outputOf(fleet, ended)).values()], ['Failed\n']);
  });

  test('limits of templates, with variables', async () => {
    const ended = await runYaml(
      fleet,
      `
metadata: {name: slow}
spec:
  entrypoint: main
  templates:
  - name: main
    dag:
      tasks:
      - {name: a, template: timeout, arguments: {parameters: [{name: most, value: 2s}]}}
      - {name: b, template: active, arguments: {parameters: [{name: most, value: "2"}]}}
  - {name: timeout, inputs: {parameters: [{name: most}]}, timeout: "{{inputs.parameters.most}}", ${sleeper}}
  - {name: active, inputs: {parameters: [{name: most}]}, activeDeadlineSeconds: "{{inputs.parameters.most}}", ${sleeper}}
`,
    );
    const over = 'Pod was active on the node longer than the specified deadline';
    assert.deepEqual(treeOf(ended), [`.a Pod Failed: ${over}`, `.b Pod Failed: ${over}`, '/ DAG Failed']);
  });

  test('a daemon is reached at its address once its probe says so, and ends with its DAG', async () => {
    const ended = await runYaml(
      fleet,
      `
metadata: {name: served}
spec:
  entrypoint: main
  templates:
  - name: main
    dag:
      tasks:
      - {name: server, template: server}
      - {name: slow, template: slow}
      - name: client
        template: client
        depends: server && slow
        withItems: [one, two, three]
        arguments: {parameters: [{name: ip, value: "{{tasks.server.ip}}"}, {name: page, value: "{{item}}"}]}
  - name: server
    daemon: true
    container:
      image: "${image}"
      command: [sh, -c]
      ports: [{name: www, containerPort: 8080}]
      readinessProbe: {periodSeconds: 1, httpGet: {path: /one, port: www}}
      args: ["sleep 2; mkdir /www && cd /www && for i in one two three; do echo it is $i > $i; done; exec httpd -f -p 8080"]
  - name: slow
    daemon: true
    container:
      image: "${image}"
      command: [sh, -c, "sleep 1; touch /up; sleep 1000"]
      readinessProbe: {periodSeconds: 1, exec: {command: [test, -f, /up]}}
  - name: client
    inputs: {parameters: [{name: ip}, {name: page}]}
    script:
      image: "${image}"
      command: [sh]
      source: |
        printf 'GET /{{inputs.parameters.page}} HTTP/1.0\\r\\n\\r\\n' > /request
        nc {{inputs.parameters.ip}} 8080 < /request > /answer && tail -n 1 /answer | grep 'it is'
`,
    );
    assert.equal(ended.status?.phase, 'Succeeded', JSON.stringify(treeOf(ended)));
    const nodes = Object.values(ended.status?.nodes ?? {});
    const server = nodes.find(({ displayName }) => displayName === 'server');
    assert.equal(server?.phase, 'Succeeded');
    assert.match(server?.podIP ?? '', /^\d+\.\d+\.\d+\.\d+$/);
    assert.equal(server?.daemoned, undefined);
    const said = [...(await outputOf(fleet, ended)).values()].filter((text) => text.startsWith('it is'));
    assert.deepEqual(said.sort(), ['it is one\n', 'it is three\n', 'it is two\n']);
  });

  test('parallelism: never more at the same time', async () => {
    const ended = await runYaml(
      fleet,
      `
metadata: {name: narrow}
spec:
  entrypoint: main
  parallelism: 2
  templates:
  - name: main
    steps: [[{name: a, template: say, withSequence: {count: "6"}, onExit: say}]]
  - {name: say, container: {image: "${image}", command: [sleep, "0.3"]}}
`,
    );
    assert.equal(ended.status?.phase, 'Succeeded');
    const pods = Object.values(ended.status?.nodes ?? {}).filter(({ type }) => type === 'Pod');
    assert.equal(pods.length, 12);
  });

  test('a selector chooses agents; a node that none matches says so, and waits', async () => {
    const name = await submitYaml(
      fleet,
      `
metadata: {name: placed}
spec:
  entrypoint: main
  nodeSelector: {disk: ssd}
  templates:
  - name: main
    dag: {tasks: [{name: a, template: here}, {name: b, template: nowhere}]}
  - {name: here, container: {image: "${image}", command: ["true"]}}
  - {name: nowhere, nodeSelector: {disk: tape}, pendingTimeout: 1h, container: {image: "${image}", command: ["true"]}}
`,
    );
    const expected = [
      '.a Pod Succeeded',
      ".b Pod Pending: Unschedulable: 0/2 agents are available: 2 agent(s) didn't match Pod's node affinity/selector.",
      '/ DAG Running',
    ];
    await eventually(
      'the one runs, the other says why not',
      async () => {
        const tree = treeOf(await fleet.client.getWorkflow(NAMESPACE, name));
        return JSON.stringify(tree) === JSON.stringify(expected) ? true : undefined;
      },
      60_000,
    );
    await fleet.client.stopWorkflow(NAMESPACE, name);
    assert.equal((await fleet.watch.finished(name)).status?.phase, 'Failed');
  });
}
