import assert from 'node:assert/strict';
import { afterEach, test } from 'node:test';
import type { Workflow } from '@tiphys/spec';
import { dockerMissing, ensureBusyboxImage } from '@tiphys/testkit';
import { assertNothingLeft } from '../fleet/containers.ts';
import { NAMESPACE, startFleet } from '../fleet/fleet.ts';
import { runTiphys } from '../fleet/run-tiphys.ts';
import { outputOf, runYaml } from '../fleet/yaml-workflow.ts';

const TIMEOUT = { timeout: 180_000 };
const skip = await dockerMissing();
if (skip === undefined) await start();
else test('workflows that run again', { skip }, () => undefined);

async function start(): Promise<void> {
  const fleet = await startFleet({ runtime: 'docker' });
  const image = await ensureBusyboxImage();
  afterEach(() => assertNothingLeft(fleet));
  const tiphys = (...args: string[]) => runTiphys(fleet.apiAddress, ...args);

  /** `a` succeeds and says which run it is, `b` exits as the parameter says, `c` follows both, a handler at the end. */
  const manifest = (name: string): string => `
metadata: { name: ${name} }
spec:
  entrypoint: main
  onExit: farewell
  arguments: { parameters: [{ name: code, value: '1' }] }
  templates:
    - name: main
      dag:
        tasks:
          - { name: a, template: say }
          - name: b
            template: end
            dependencies: [a]
            arguments: { parameters: [{ name: code, value: '{{workflow.parameters.code}}' }] }
          - name: c
            template: take
            dependencies: [b]
            arguments: { parameters: [{ name: p, value: '{{tasks.a.outputs.result}}' }] }
    - { name: say, script: { image: '${image}', command: [sh], source: 'cat /proc/sys/kernel/random/uuid' } }
    - name: end
      inputs: { parameters: [{ name: code }] }
      container: { image: '${image}', command: [sh, -c], args: ['exit {{inputs.parameters.code}}'] }
    - name: take
      inputs: { parameters: [{ name: p }] }
      container: { image: '${image}', command: [echo], args: ['{{inputs.parameters.p}}'] }
    - { name: farewell, container: { image: '${image}', command: [echo], args: ['{{workflow.status}}'] } }
`;

  const node = ({ status }: Workflow, task: string) =>
    Object.values(status?.nodes ?? {}).find(({ displayName }) => displayName === task);
  const get = (name: string) => fleet.client.getWorkflow(NAMESPACE, name);

  async function failed(name: string): Promise<Workflow> {
    const ended = await runYaml(fleet, manifest(name));
    assert.equal(ended.status?.phase, 'Failed');
    assert.deepEqual([node(ended, 'a')?.phase, node(ended, 'b')?.phase], ['Succeeded', 'Failed']);
    return ended;
  }

  test(
    'retry: with the same arguments it fails again, with others it goes on; what succeeded stays',
    TIMEOUT,
    async () => {
      const before = await failed('mend');
      const same = await tiphys('retry', 'mend', '--watch');
      assert.equal(same.code, 1, same.err);
      const other = await tiphys('retry', 'mend', '-p', 'code=0', '--watch');
      assert.equal(other.code, 0, other.err);
      const after = await get('mend');
      assert.equal(after.status?.phase, 'Succeeded');
      const [first, kept] = [node(before, 'a'), node(after, 'a')];
      assert.deepEqual(
        [kept?.startedAt, kept?.outputs],
        [first?.startedAt, first?.outputs],
        'it has not run again',
      );
      const said = [...(await outputOf(fleet, after)).values()];
      assert.ok(said.includes(`${first?.outputs?.result}\n`), 'what follows has its outputs');
      assert.ok(
        said.some((text) => text.endsWith('Succeeded\n')),
        `the handler has run again: ${said}`,
      );
      const ended = await tiphys('retry', 'mend');
      assert.equal(ended.code, 1);
      assert.match(ended.err, /^Error: .*restartSuccessful/);
    },
  );

  test('retry --restart-successful: what the selector chooses, and what follows it', TIMEOUT, async () => {
    const before = await failed('chosen');
    const selector = 'displayName=a';
    const { code, err } = await tiphys(
      ...[
        'retry',
        'chosen',
        '--restart-successful',
        '--node-field-selector',
        selector,
        '-p',
        'code=0',
        '--wait',
      ],
    );
    assert.equal(code, 0, err);
    const after = await get('chosen');
    assert.notEqual(
      node(after, 'a')?.outputs?.result,
      node(before, 'a')?.outputs?.result,
      'it has run again',
    );
    assert.equal(node(after, 'c')?.phase, 'Succeeded');
  });

  test('resubmit: a new workflow; memoized, without what succeeded', TIMEOUT, async () => {
    const before = await failed('once');
    const anew = await tiphys('resubmit', 'once', '-p', 'code=0', '--wait', '-o', 'name');
    assert.equal(anew.code, 0, anew.err);
    const whole = await get(anew.out.trim().split('\n')[0] ?? '');
    assert.notEqual(whole.metadata.name, 'once');
    assert.equal(node(whole, 'a')?.type, 'Pod');
    const memoized = await tiphys('resubmit', 'once', '--memoized', '-p', 'code=0', '--wait', '-o', 'name');
    assert.equal(memoized.code, 0, memoized.err);
    const part = await get(memoized.out.trim().split('\n')[0] ?? '');
    assert.equal(node(part, 'a')?.phase, 'Skipped');
    const result = node(before, 'a')?.outputs?.result ?? '';
    assert.ok(
      [...(await outputOf(fleet, part)).values()].includes(`${result}\n`),
      'what follows has its outputs',
    );
    const refused = await tiphys('resubmit', part.metadata.name ?? '', '--memoized');
    assert.match(refused.err, /^Error: workflow must be Failed\/Error to resubmit in memoized mode$/m);
  });

  test(
    'archive retry: it comes back under its name, and what succeeded does not run again',
    TIMEOUT,
    async () => {
      const before = await failed('back');
      const uid = before.metadata.uid ?? '';
      const early = await tiphys('archive', 'retry', uid);
      assert.match(early.err, /^Error: Workflow already exists on cluster, use argo retry back instead$/m);
      await fleet.client.deleteWorkflow(NAMESPACE, 'back');
      const { code, err } = await tiphys('archive', 'retry', 'back', '-p', 'code=0', '--wait');
      assert.equal(code, 0, err);
      const after = await get('back');
      assert.equal(after.status?.phase, 'Succeeded');
      assert.equal(node(after, 'a')?.id, node(before, 'a')?.id);
      assert.equal(node(after, 'a')?.phase, 'Skipped');
      const said = [...(await outputOf(fleet, after)).values()];
      assert.ok(said.includes(`${node(before, 'a')?.outputs?.result}\n`), 'what follows has its outputs');
      assert.equal((await fleet.client.archive.get(uid)).status?.phase, 'Failed', 'what was archived stays');
    },
  );
}
