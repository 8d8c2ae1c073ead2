import assert from 'node:assert/strict';
import type { Workflow } from '@tiphys/spec';
import type { Fleet } from './fleet.ts';
import { type Gates, gateName } from './gates.ts';

/** Where a workflow of these waits: in its task, in the task's handler, or in its own handler. */
export type Place = 'work' | 'tidy' | 'farewell';

const TEMPLATES = ['work', 'tidy', 'farewell'] as const;

/**
 * A task with an exit handler in a workflow with an exit handler.
 *
 * @param place which of the three waits at its gate; undefined: none.
 */
export function gatedWorkflow(
  name: string,
  place: Place | undefined,
  { gates, image, exitCode = 0 }: { gates: Gates; image: string; exitCode?: number },
): object {
  const template = (own: Place) => {
    const key = { workflow: name, template: own };
    const script = [
      gates.begin(key),
      ...(own === place ? [gates.wait(key)] : []),
      `echo ended ${gateName(key)}`,
      ...(own === 'work' ? [`exit ${exitCode}`] : []),
    ];
    return { name: own, container: { image, command: ['sh', '-c'], args: [script.join('; ')] } };
  };
  return {
    metadata: { name },
    spec: {
      entrypoint: 'main',
      onExit: 'farewell',
      templates: [
        { name: 'main', dag: { tasks: [{ name: 'a', template: 'work', onExit: 'tidy' }] } },
        ...TEMPLATES.map(template),
      ],
    },
  };
}

/** Holds what must be so of one that has ended, whoever died meanwhile. */
export async function checkEnded(fleet: Fleet, gates: Gates, ended: Workflow): Promise<void> {
  const { name = '', namespace = '' } = ended.metadata;
  const { status } = ended;
  assert.equal(status?.phase, 'Succeeded', `${name}: ${status?.message}`);
  const nodes = Object.values(status?.nodes ?? {}).map(({ name: node, type, phase }) => [node, type, phase]);
  assert.deepEqual(nodes.sort(), [
    [name, 'DAG', 'Succeeded'],
    [`${name}.a`, 'Pod', 'Succeeded'],
    [`${name}.a.onExit`, 'Pod', 'Succeeded'],
    [`${name}.onExit`, 'Pod', 'Succeeded'],
  ]);
  const keys = TEMPLATES.map((template) => ({ workflow: name, template }));
  assert.deepEqual(
    keys.map((key) => [gateName(key), gates.starts(key)]),
    keys.map((key) => [gateName(key), 1]),
    'every container ran once',
  );
  const lines: string[] = [];
  for await (const { content } of fleet.client.workflowLogs(namespace, name)) lines.push(content);
  const said = keys.flatMap((key) => [`begun ${gateName(key)}`, `ended ${gateName(key)}`]);
  assert.deepEqual(lines.sort(), said.sort(), 'every line was kept once');
}
