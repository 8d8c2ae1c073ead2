import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Scenario } from '../testing/scenario.ts';
import { workflow } from '../testing/workflows.ts';

test('what follows a container set hangs below the containers that nobody in it waits for', () => {
  const container = { image: 'busybox', command: ['true'] };
  const containers = [
    { ...container, name: 'a' },
    { ...container, name: 'b', dependencies: ['a'] },
    { ...container, name: 'main' },
  ];
  const steps = [[{ name: 's', template: 'set', onExit: 'leaf' }], [{ name: 't', template: 'leaf' }]];
  const scenario = new Scenario(
    workflow({
      templates: [
        { name: 'main', steps },
        { name: 'set', containerSet: { containers } },
      ],
    }),
  );
  scenario.run('wf[0].s');
  scenario.run('wf[0].s.onExit');
  const children = (name: string) =>
    scenario.node(name).children.map((id) => scenario.draft.nodes.get(id)?.name);
  assert.deepEqual(children('wf[0].s'), ['wf[0].s.a', 'wf[0].s.main', 'wf[0].s.onExit']);
  assert.deepEqual(children('wf[0].s.a'), ['wf[0].s.b']);
  for (const last of ['wf[0].s.b', 'wf[0].s.main', 'wf[0].s.onExit']) {
    assert.deepEqual(children(last), ['wf[1]']);
  }
});
