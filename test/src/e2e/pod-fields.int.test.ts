import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SecretKeys } from '@tiphys/resource-store';
import { dockerMissing, ensureBusyboxImage } from '@tiphys/testkit';
import { assertNothingLeft } from '../fleet/containers.ts';
import { NAMESPACE, startFleet } from '../fleet/fleet.ts';
import { outputOf, runYaml, treeOf } from '../fleet/yaml-workflow.ts';

const TIMEOUT = { timeout: 120_000 };

const skip = await dockerMissing();
if (skip === undefined) await start();
else test('what a pod says of itself', { skip }, () => undefined);

async function start(): Promise<void> {
  const fleet = await startFleet({
    runtime: 'docker',
    env: { TIPHYS_SECRETS_KEY: SecretKeys.generate() },
  });
  const image = await ensureBusyboxImage();
  await fleet.client.resources.create(NAMESPACE, 'Secret', {
    metadata: { name: 'hidden' },
    stringData: { up: '../hunter2' },
  });

  test('files of downwardAPI, alone and in a projected volume', TIMEOUT, async () => {
    const ended = await runYaml(
      fleet,
      `
metadata: {name: downward}
spec:
  entrypoint: main
  podMetadata: {labels: {team: blue}}
  templates:
  - name: main
    metadata: {annotations: {note: "a b"}}
    volumes:
    - name: own
      downwardAPI:
        defaultMode: 292
        items:
        - {path: name, fieldRef: {fieldPath: metadata.name}}
        - {path: deep/labels, fieldRef: {fieldPath: metadata.labels}}
        - {path: cpu, resourceFieldRef: {containerName: main, resource: limits.cpu, divisor: 1m}}
    - name: all
      projected: {sources: [{downwardAPI: {items: [{path: note, fieldRef: {fieldPath: "metadata.annotations['note']"}}]}}]}
    container:
      image: "${image}"
      env: [{name: TEAM, valueFrom: {fieldRef: {fieldPath: "metadata.labels['team']"}}}]
      resources: {limits: {cpu: 500m}}
      volumeMounts: [{name: own, mountPath: /own}, {name: all, mountPath: /all}]
      command: [sh, -ec]
      args: ['for f in /own/name /own/deep/labels /own/cpu /all/note; do cat $f; echo; done; stat -c %a /own/name; echo $TEAM']
`,
    );
    assert.equal(ended.status?.phase, 'Succeeded', treeOf(ended).join('\n'));
    assert.deepEqual(
      [...(await outputOf(fleet, ended)).values()],
      [
        'downward\nteam="blue"\nworkflows.argoproj.io/completed="false"\nworkflows.argoproj.io/workflow="downward"\n500\na b\n444\nblue\n',
      ],
    );
  });

  test('subPathExpr: a folder of the volume for each pod', TIMEOUT, async () => {
    const ended = await runYaml(
      fleet,
      `
metadata: {name: parts}
spec:
  entrypoint: main
  volumeClaimTemplates: [{metadata: {name: work}, spec: {accessModes: [ReadWriteOnce]}}]
  templates:
  - name: main
    steps:
    - [{name: one, template: write}]
    - [{name: two, template: write}]
    - [{name: all, template: list}]
  - name: write
    container:
      image: "${image}"
      env: [{name: POD, valueFrom: {fieldRef: {fieldPath: metadata.name}}}, {name: KIND, value: part}]
      volumeMounts: [{name: work, mountPath: /out, subPathExpr: $(KIND)/$(POD)}]
      command: [sh, -c, 'test ! -e /out/file && hostname > /out/file']
  - name: list
    container:
      image: "${image}"
      volumeMounts: [{name: work, mountPath: /work}]
      command: [sh, -c, 'cd /work/part && for d in *; do test $d = $(cat $d/file) && echo same; done']
`,
    );
    assert.equal(ended.status?.phase, 'Succeeded', treeOf(ended).join('\n'));
    assert.deepEqual([...(await outputOf(fleet, ended)).values()], ['same\nsame\n']);
  });

  for (const [name, expression, message] of [
    ['no-value', '$(NONE)/x', /CreateContainerConfigError: missing value for NONE$/],
    ['secret-path', '$(UP)', /subPath \$\(UP\): must be relative and not contain '\.\.'$/],
  ] as const) {
    test(`${name}: the node is an Error that says why, and shows no secret`, TIMEOUT, async () => {
      const ended = await runYaml(
        fleet,
        `
metadata: {name: ${name}}
spec:
  entrypoint: main
  volumes: [{name: work, emptyDir: {}}]
  templates:
  - name: main
    container:
      image: "${image}"
      command: ["true"]
      env: [{name: UP, valueFrom: {secretKeyRef: {name: hidden, key: up}}}]
      volumeMounts: [{name: work, mountPath: /out, subPathExpr: ${expression}}]
`,
      );
      assert.equal(ended.status?.phase, 'Error');
      assert.match(ended.status?.message ?? '', message);
    });
  }

  test('nothing of all this is left', TIMEOUT, () => assertNothingLeft(fleet));
}
