import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Parameter, Template, Workflow } from '@tiphys/spec';
import type { Surroundings } from '../surroundings.ts';
import { Scenario } from '../testing/index.ts';

const SETTINGS = new Map([['greeting', 'hello']]);
const surroundings: Surroundings = {
  configMap: (namespace, name) => (namespace === 'default' && name === 'settings' ? SETTINGS : undefined),
};

function started(main: Partial<Template>, args: Parameter[] = []): Scenario {
  const container = { image: 'busybox', command: ['echo'], args: ['{{workflow.parameters.w}}'] };
  const workflow: Workflow = {
    metadata: { name: 'wf', namespace: 'default' },
    spec: {
      entrypoint: 'main',
      arguments: { parameters: args },
      templates: [
        { name: 'main', container, ...main },
        { name: 'leaf', container, inputs: { parameters: [{ name: 'p' }] } },
      ],
      onExit: 'leaf',
    },
  };
  return new Scenario(workflow, undefined, surroundings);
}

const ref = (name: string, key: string) => ({ configMapKeyRef: { name, key } });

test("the workflow's arguments have the values of the time of creation", () => {
  const scenario = started({}, [{ name: 'w', valueFrom: ref('settings', 'greeting') }]);
  assert.deepEqual(scenario.attempt('wf').task.args, ['hello']);
  assert.equal(scenario.state.workflow.spec.arguments?.parameters?.[0]?.value, 'hello');
  // A replay has no surroundings.
  assert.deepEqual(scenario.replayed(), scenario.state);
});

test('a default stands in for a ConfigMap or a key that is not there', () => {
  for (const from of [ref('none', 'greeting'), ref('settings', 'none')]) {
    const scenario = started({}, [{ name: 'w', valueFrom: { ...from, default: 'hi' } }]);
    assert.deepEqual(scenario.attempt('wf').task.args, ['hi']);
  }
});

test('without one the entrypoint is an Error, and the handler runs', () => {
  const scenario = started({}, [
    { name: 'w', valueFrom: ref('none', 'greeting') },
    { name: 'p', value: '1' },
  ]);
  assert.equal(scenario.node('wf').phase, 'Error');
  assert.equal(
    scenario.node('wf').message,
    "failed to set global parameter w from configmap with name none and key greeting: ConfigMap 'none' does not exist",
  );
  assert.deepEqual(scenario.outstanding(), ['wf.onExit']);
  scenario.run('wf.onExit');
  assert.equal(scenario.state.phase, 'Error');
  assert.deepEqual(scenario.replayed(), scenario.state);
});

test('inputs: names may hold variables, and the ConfigMap wins over the default', () => {
  const parameters: Parameter[] = [
    { name: 'p', default: 'not this', valueFrom: ref('{{workflow.parameters.w}}', 'greeting') },
  ];
  const container = { image: 'busybox', command: ['echo'], args: ['{{inputs.parameters.p}}'] };
  const scenario = started({ inputs: { parameters }, container }, [{ name: 'w', value: 'settings' }]);
  assert.deepEqual(scenario.attempt('wf').task.args, ['hello']);
  assert.equal(scenario.node('wf').inputs?.parameters?.[0]?.value, 'hello');
});

test('an argument from a ConfigMap; one that is missing is an Error of the node, and the handler runs', () => {
  const call = (key: string): Partial<Template> => ({
    container: undefined as never,
    steps: [
      [
        {
          name: 'a',
          template: 'leaf',
          arguments: { parameters: [{ name: 'p', valueFrom: ref('settings', key) }] },
        },
      ],
    ],
  });
  const good = started(call('greeting'), [{ name: 'p', value: '1' }]);
  assert.equal(good.node('wf[0].a').inputs?.parameters?.[0]?.value, 'hello');
  const bad = started(call('none'), [{ name: 'p', value: '1' }]);
  assert.equal(bad.node('wf[0].a').phase, 'Error');
  assert.equal(
    bad.node('wf[0].a').message,
    "unable to retrieve inputs.parameters.p from ConfigMap: ConfigMap 'settings' does not have the key 'none'",
  );
  assert.deepEqual(bad.outstanding(), ['wf.onExit']);
});
