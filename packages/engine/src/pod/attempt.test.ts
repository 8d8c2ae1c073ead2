import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Scenario } from '../testing/scenario.ts';
import { workflow } from '../testing/workflows.ts';

const single = () => new Scenario(workflow({ entrypoint: 'leaf', templates: [] }));

test('a claim makes the node Running on its host; a second agent is refused, the first is granted again', () => {
  const scenario = single();
  assert.equal(scenario.node('wf').phase, 'Pending');
  assert.equal(scenario.claim('wf', 'agent-1'), undefined);
  assert.equal(scenario.node('wf').phase, 'Running');
  assert.equal(scenario.node('wf').hostNodeName, 'host-of-agent-1');
  assert.equal(scenario.claim('wf', 'agent-2')?.code, 'claimed_by_other');
  const { length } = scenario.history;
  assert.equal(scenario.claim('wf', 'agent-1'), undefined);
  assert.equal(scenario.history.length, length, 'nothing new to remember');
});

test('only who holds an attempt reports it; late and repeated reports are refused', () => {
  const scenario = single();
  scenario.claim('wf', 'agent-1');
  const { nodeId } = scenario.attempt('wf');
  const report = {
    type: 'finishAttempt',
    nodeId,
    attempt: 0,
    hostName: 'h',
    outcome: { phase: 'Succeeded' },
  } as const;
  assert.equal(scenario.send({ ...report, agentId: 'agent-2' })?.code, 'claimed_by_other');
  assert.equal(scenario.send({ ...report, agentId: 'agent-1' }), undefined);
  assert.equal(scenario.send({ ...report, agentId: 'agent-1' })?.code, 'superseded');
  assert.equal(scenario.send({ ...report, agentId: 'agent-1', attempt: 1 })?.code, 'superseded');
});

test('an attempt that never started may be reported as Error without a claim, as anything else not', () => {
  const scenario = single();
  assert.equal(scenario.finish('wf', { phase: 'Succeeded' })?.code, 'invalid');
  assert.equal(scenario.finish('wf', { phase: 'Error', message: 'no such image: x' }), undefined);
  assert.deepEqual([scenario.state.phase, scenario.state.message], ['Error', 'no such image: x']);
});

test('a lost agent’s attempts become Error; what it reports later is refused', () => {
  const scenario = new Scenario(workflow({ onExit: 'leaf', entrypoint: 'leaf', templates: [] }));
  scenario.claim('wf', 'agent-1');
  const { nodeId } = scenario.attempt('wf');
  assert.equal(scenario.send({ type: 'failLostAgent', agentId: 'agent-2' })?.code, 'duplicate');
  assert.equal(scenario.send({ type: 'failLostAgent', agentId: 'agent-1' }), undefined);
  assert.equal(scenario.node('wf').phase, 'Error');
  assert.match(scenario.node('wf').message, /agent agent-1 is lost/);
  const late = {
    type: 'finishAttempt',
    nodeId,
    attempt: 0,
    agentId: 'agent-1',
    hostName: 'h',
    outcome: { phase: 'Succeeded' },
  } as const;
  assert.equal(scenario.send(late)?.code, 'superseded');
  assert.deepEqual(scenario.outstanding(), ['wf.onExit'], 'the handler runs all the same');
});

test('a workflow is created once', () => {
  const scenario = single();
  const again = {
    type: 'createWorkflow',
    workflow: workflow({ entrypoint: 'leaf', templates: [] }),
  } as const;
  assert.equal(scenario.send(again)?.code, 'already_exists');
});

test('two nodes whose names hash alike have ids of their own', () => {
  const names = collidingNames();
  const scenario = new Scenario(
    workflow({
      templates: [{ name: 'main', dag: { tasks: names.map((name) => ({ name, template: 'leaf' })) } }],
    }),
  );
  assert.equal(new Set([...scenario.state.nodes.keys()]).size, 3);
  for (const name of names) scenario.run(`wf.${name}`);
  assert.equal(scenario.state.phase, 'Succeeded');
});

/** Two short names for which fnv1a-32 of `wf.<name>` is the same; found by counting up. */
function collidingNames(): [string, string] {
  const seen = new Map<number, string>();
  for (let index = 0; ; index += 1) {
    const name = index.toString(36);
    let hash = 0x811c9dc5;
    for (const byte of Buffer.from(`wf.${name}`)) hash = Math.imul(hash ^ byte, 0x01000193) >>> 0;
    const other = seen.get(hash);
    if (other !== undefined) return [other, name];
    seen.set(hash, name);
  }
}

test('a script template orders a container with its source, every variable filled in', () => {
  const script = { image: 'python', command: ['python'], source: 'print("{{inputs.parameters.m}}")' };
  const scenario = new Scenario(
    workflow({
      templates: [
        {
          name: 'main',
          steps: [[{ name: 'a', template: 's' }], [{ name: 'b', template: 's', when: REFERS }]],
        },
        { name: 's', inputs: { parameters: [{ name: 'm', default: 'hi' }] }, script },
      ],
    }),
  );
  const { task } = scenario.attempt('wf[0].a');
  assert.deepEqual(task.script, { source: 'print("hi")' });
  assert.deepEqual(task.command, ['python']);
  assert.deepEqual(task.args, []);
  assert.equal(task.includeResult, true);
});

const REFERS = '{{steps.a.outputs.result}} == 1';
