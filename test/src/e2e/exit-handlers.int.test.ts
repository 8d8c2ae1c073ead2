import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, test } from 'node:test';
import type { Workflow } from '@tiphys/spec';
import { dockerMissing, ensureBusyboxImage, ensureWhalesayImage } from '@tiphys/testkit';
import { assertNoContainers } from '../fleet/containers.ts';
import { type Fleet, startFleet } from '../fleet/fleet.ts';
import { outputOf, runYaml, treeOf } from '../fleet/yaml-workflow.ts';

const EXAMPLES = join(import.meta.dirname, '../../../examples');

const skip = await dockerMissing();
if (skip === undefined) await start();
else test('exit handlers in containers', { skip }, () => undefined);

async function start(): Promise<void> {
  const fleet = await startFleet({ runtime: 'docker' });
  const image = await ensureBusyboxImage();
  await ensureWhalesayImage();
  afterEach(() => assertNoContainers(fleet));
  theThreeShapes(fleet);
  outcomes(fleet, image);
  hooks(fleet, image);
}

/** Runs an example under the name that it had in Argo, whose node ids follow from it. */
async function example(fleet: Fleet, file: string, name: string): Promise<Workflow> {
  return runYaml(fleet, readFileSync(join(EXAMPLES, file), 'utf8'), name);
}

function ids({ status }: Workflow): Record<string, string> {
  return Object.fromEntries(Object.values(status?.nodes ?? {}).map(({ name, id }) => [name, id]));
}

async function said(fleet: Fleet, workflow: Workflow, pod: string): Promise<string> {
  return (await outputOf(fleet, workflow)).get(pod) ?? '';
}

function theThreeShapes(fleet: Fleet): void {
  describe('the three shapes', () => {
    test('a handler at a task', async () => {
      const ended = await example(fleet, 'exit-handler-task.yaml', 'exit-handler-plvg7');
      assert.deepEqual([ended.status?.phase, ended.status?.progress], ['Succeeded', '2/2']);
      assert.deepEqual(treeOf(ended), ['.a Pod Succeeded', '.a.onExit Pod Succeeded', '/ DAG Succeeded']);
      assert.deepEqual(ids(ended), {
        'exit-handler-plvg7': 'exit-handler-plvg7',
        'exit-handler-plvg7.a': 'exit-handler-plvg7-1651124468',
        'exit-handler-plvg7.a.onExit': 'exit-handler-plvg7-3635807335',
      });
      const a = ended.status?.nodes?.['exit-handler-plvg7-1651124468'];
      assert.deepEqual(a?.children, ['exit-handler-plvg7-3635807335'], 'the handler is a child of its task');
      assert.match(await said(fleet, ended, 'exit-handler-plvg7-whalesay-1651124468'), /< setting sail >/);
      assert.match(await said(fleet, ended, 'exit-handler-plvg7-tidy-up-3635807335'), /decks swabbed/);
    });

    test('a handler at the workflow', async () => {
      const ended = await example(fleet, 'exit-handler-workflow.yaml', 'exit-handler-gmqwn');
      assert.equal(ended.status?.phase, 'Succeeded');
      assert.deepEqual(treeOf(ended), ['.a Pod Succeeded', '.onExit Pod Succeeded', '/ DAG Succeeded']);
      assert.deepEqual(ids(ended), {
        'exit-handler-gmqwn': 'exit-handler-gmqwn',
        'exit-handler-gmqwn.a': 'exit-handler-gmqwn-1986847462',
        'exit-handler-gmqwn.onExit': 'exit-handler-gmqwn-4047273830',
      });
      const parents = Object.values(ended.status?.nodes ?? {}).flatMap(({ children }) => children ?? []);
      assert.deepEqual(parents, ['exit-handler-gmqwn-1986847462'], 'the handler is a root of its own');
      assert.deepEqual(ended.status?.nodes?.['exit-handler-gmqwn-4047273830']?.nodeFlag, { hooked: true });
      assert.match(
        await said(fleet, ended, 'exit-handler-gmqwn-tidy-up-4047273830'),
        /back in port: Succeeded/,
      );
    });

    test('a handler that looks at the outcome', async () => {
      const ended = await example(fleet, 'exit-handler-conditional.yaml', 'exit-handler-j9vp7');
      assert.equal(ended.status?.phase, 'Succeeded');
      assert.deepEqual(treeOf(ended), [
        '.a Pod Succeeded',
        '.onExit Steps Succeeded',
        '.onExit[0] StepGroup Succeeded',
        '.onExit[0].celebrate Pod Succeeded',
        ".onExit[0].cry Skipped Skipped: when 'Succeeded != Succeeded' evaluated false",
        '/ DAG Succeeded',
      ]);
      assert.equal(ids(ended)['exit-handler-j9vp7.a'], 'exit-handler-j9vp7-3090167688');
      assert.equal(ids(ended)['exit-handler-j9vp7.onExit[0].celebrate'], 'exit-handler-j9vp7-3166996485');
    });
  });
}

function outcomes(fleet: Fleet, image: string): void {
  /** A DAG of one task with both handlers; what each of the three commands does. */
  const manifest = (commands: { work: string; tidy: string; farewell: string }): string => `
metadata: { name: ${Object.values(commands)
    .join('-')
    .replaceAll(/[^a-z0-9]+/g, '-')}x }
spec:
  entrypoint: main
  onExit: farewell
  templates:
    - name: main
      dag: { tasks: [{ name: a, template: work, onExit: tidy }] }
    - { name: work, container: { image: '${image}', command: [sh, -c], args: ['${commands.work}'] } }
    - { name: tidy, container: { image: '${image}', command: [sh, -c], args: ['${commands.tidy}'] } }
    - { name: farewell, container: { image: '${image}', command: [sh, -c], args: ['${commands.farewell}'] } }
`;

  describe('outcomes', () => {
    test('a task fails: both handlers run', async () => {
      const ended = await runYaml(fleet, manifest({ work: 'exit 3', tidy: 'true', farewell: 'true' }));
      assert.deepEqual([ended.status?.phase, ended.status?.progress], ['Failed', '2/3']);
      assert.deepEqual(treeOf(ended), [
        '.a Pod Failed: main: Error (exit code 3)',
        '.a.onExit Pod Succeeded',
        '.onExit Pod Succeeded',
        '/ DAG Failed',
      ]);
    });

    test("a task's handler fails: the workflow does not", async () => {
      const ended = await runYaml(fleet, manifest({ work: 'true', tidy: 'exit 4', farewell: 'true' }));
      assert.equal(ended.status?.phase, 'Succeeded');
      assert.ok(treeOf(ended).includes('.a.onExit Pod Failed: main: Error (exit code 4)'));
    });

    test("the workflow's handler fails: so does the workflow, with its message", async () => {
      const ended = await runYaml(fleet, manifest({ work: 'true', tidy: 'true', farewell: 'exit 5' }));
      assert.deepEqual([ended.status?.phase, ended.status?.message], ['Failed', 'main: Error (exit code 5)']);
    });

    test('the task fails and the handler too: the workflow keeps its own outcome', async () => {
      const ended = await runYaml(fleet, manifest({ work: 'exit 6', tidy: 'true', farewell: 'exit 7' }));
      assert.equal(ended.status?.phase, 'Failed');
      assert.deepEqual(treeOf(ended).slice(2), [
        '.onExit Pod Failed: main: Error (exit code 7)',
        '/ DAG Failed',
      ]);
    });
  });
}

function hooks(fleet: Fleet, image: string): void {
  test('hooks at the workflow, a step and a task; handlers with arguments of their own', async () => {
    const say = (text: string): string =>
      `{ template: say, arguments: { parameters: [{ name: text, value: "${text}" }] } }`;
    const ended = await runYaml(
      fleet,
      `
metadata: { name: hooks }
spec:
  entrypoint: main
  hooks:
    exit: ${say('{{workflow.status}} with {{workflow.failures}}')}
    running: { expression: 'workflow.status == "Running"', ${say('under way').slice(1)}
    broken: { expression: 'workflow.status == "Failed"', ${say('it has failed').slice(1)}
  templates:
    - name: main
      steps:
        - - name: one
            template: out
            hooks:
              exit: ${say('one gave {{steps.one.outputs.parameters.out}}')}
              done: { expression: 'steps["one"].status == "Succeeded"', ${say('one is done').slice(1)}
        - - name: two
            template: dag
    - name: dag
      dag:
        tasks:
          - name: b
            template: fail
            hooks:
              exit: ${say('b ended {{tasks.b.status}}')}
              failed: { expression: 'tasks.b.status == "Failed"', ${say('b failed').slice(1)}
    - name: out
      container: { image: '${image}', command: [sh, -c], args: ['echo 42 >/tmp/out'] }
      outputs: { parameters: [{ name: out, valueFrom: { path: /tmp/out } }] }
    - { name: fail, container: { image: '${image}', command: [sh, -c], args: ['exit 1'] } }
    - name: say
      inputs: { parameters: [{ name: text }] }
      container: { image: '${image}', command: [echo], args: ['{{inputs.parameters.text}}'] }
`,
    );
    assert.equal(ended.status?.phase, 'Failed');
    const texts: Record<string, string> = {};
    const output = await outputOf(fleet, ended);
    for (const { name, id, templateName } of Object.values(ended.status?.nodes ?? {})) {
      const pod = `hooks-${templateName}-${id.slice(id.lastIndexOf('-') + 1)}`;
      if (templateName === 'say') texts[name.slice('hooks'.length)] = output.get(pod) ?? '';
    }
    const { '.onExit': last = '', ...others } = texts;
    assert.deepEqual(others, {
      '.hooks.broken': 'it has failed\n',
      '.hooks.running': 'under way\n',
      '[0].one.onExit': 'one gave 42\n',
      '[0].one.hooks.done': 'one is done\n',
      '[1].two.b.onExit': 'b ended Failed\n',
      '[1].two.b.hooks.failed': 'b failed\n',
    });
    // A text that holds a JSON list, quoted once more.
    const failures = JSON.parse(JSON.parse(last.slice('Failed with '.length)));
    assert.match(last, /^Failed with /);
    assert.deepEqual(
      failures.map(({ displayName, message }: Record<string, string>) => [displayName, message]).slice(0, 2),
      [
        ['b', 'main: Error (exit code 1)'],
        ['two', ''],
      ],
    );
  });
}
