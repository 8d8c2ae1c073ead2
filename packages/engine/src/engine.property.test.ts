import assert from 'node:assert/strict';
import { test } from 'node:test';
import { applyTransition, emptyState } from './apply.ts';
import type { AttemptOutcome } from './commands.ts';
import { RestartTree } from './restart-tree.ts';
import { answerAtGate } from './testing/answer-at-gate.ts';
import { InvariantChecker } from './testing/invariants.ts';
import { randomWorkflow } from './testing/random-workflow.ts';
import { Scenario } from './testing/scenario.ts';
import { type Random, seededRandom } from './testing/seeded-random.ts';
import { withReferences } from './testing/with-references.ts';

const WORKFLOWS = 3000;

test(`${WORKFLOWS} random workflows with random outcomes keep the invariants, and replay to the same state`, () => {
  const ends = new Map<string, number>();
  for (let seed = 1; seed <= WORKFLOWS; seed += 1) {
    try {
      const scenario = runRandomly(seed);
      ends.set(scenario.state.phase, (ends.get(scenario.state.phase) ?? 0) + 1);
    } catch (error) {
      throw new Error(`seed ${seed}: ${error instanceof Error ? error.message : String(error)}`, {
        cause: error,
      });
    }
  }
  for (const phase of ['Succeeded', 'Failed', 'Error']) {
    assert.ok((ends.get(phase) ?? 0) > WORKFLOWS / 100, `too few end ${phase}: ${JSON.stringify([...ends])}`);
  }
});

test('every prefix of a history replays to the state that was live then', () => {
  for (let seed = 1; seed <= 100; seed += 1) {
    const random = seededRandom(seed);
    const scenario = new Scenario(anyWorkflow(random, seed));
    const draft = emptyState();
    let applied = 0;
    const catchUp = (): void => {
      for (; applied < scenario.history.length; applied += 1) {
        const transition = scenario.history[applied];
        if (transition !== undefined) applyTransition(draft, structuredClone(transition));
      }
      assert.deepEqual(draft, scenario.draft, `seed ${seed}, transition ${applied}`);
    };
    catchUp();
    while (scenario.waits) {
      step(scenario, random);
      catchUp();
    }
  }
});

/** Every third has its templates elsewhere. */
function anyWorkflow(random: Random, seed: number) {
  const workflow = randomWorkflow(random);
  return structuredClone(seed % 3 === 0 ? withReferences(workflow, seededRandom(seed)) : workflow);
}

/** Runs one workflow to its end: random order, outcomes, stops, lost agents, repeated and late reports. */
function runRandomly(seed: number): Scenario {
  const random = seededRandom(seed);
  const scenario = new Scenario(anyWorkflow(random, seed));
  const checker = new InvariantChecker();
  const draft = emptyState();
  let checked = 0;
  const check = (): void => {
    for (; checked < scenario.history.length; checked += 1) {
      const transition = scenario.history[checked];
      if (transition === undefined) break;
      assert.ok(transition.events.length <= 400, 'a transition stays small');
      for (const event of transition.events) {
        checker.before(draft, event);
        applyTransition(draft, { ...transition, events: [structuredClone(event)], agenda: [] });
      }
    }
  };
  check();
  runToEnd(scenario, random, check);
  checker.atEnd(scenario.state);
  for (let retries = 0; retries < 2 && random.chance(0.3); retries += 1) {
    retry(scenario);
    check();
    runToEnd(scenario, random, check);
    checker.atEnd(scenario.state);
  }
  assert.deepEqual(scenario.replayed(), scenario.state);
  return scenario;
}

/** Nothing that succeeded is lost: handlers, hooks and attempts that others followed apart. */
function retry(scenario: Scenario): void {
  const tree = new RestartTree(scenario.state);
  const kept = [...scenario.state.nodes.values()].filter(
    (node) => node.type === 'Pod' && node.phase === 'Succeeded' && !tree.isAside(node),
  );
  const before = kept.map(({ id, name, outputs, attempts }) => ({ id, name, outputs, attempts }));
  const command = {
    type: 'retryWorkflow',
    restartSuccessful: false,
    nodeFieldSelector: '',
    parameters: [],
  } as const;
  const ended = scenario.state.phase;
  assert.equal(
    scenario.send({ ...command, parameters: [] })?.code,
    ended === 'Succeeded' ? 'invalid' : undefined,
  );
  for (const { id, name, outputs, attempts } of before) {
    const node = scenario.state.nodes.get(id);
    assert.deepEqual(
      [node?.phase, node?.outputs, node?.attempts],
      ['Succeeded', outputs, attempts],
      `${name} is lost, or ran again`,
    );
  }
}

function runToEnd(scenario: Scenario, random: Random, check: () => void): void {
  const shutdownAt = random.chance(0.3) ? random.below(20) : -1;
  for (let count = 0; scenario.waits; count += 1) {
    assert.ok(count < 20_000, 'the workflow does not come to an end');
    if (count === shutdownAt)
      scenario.send({ type: random.chance(0.5) ? 'stopWorkflow' : 'terminateWorkflow' });
    else step(scenario, random);
    check();
  }
}

function step(scenario: Scenario, random: Random): void {
  if (answerAtGate(scenario, random)) return;
  const [timerId] = scenario.draft.timers.keys();
  if (timerId !== undefined && (scenario.draft.attempts.size === 0 || random.chance(0.3))) {
    assert.equal(scenario.send({ type: 'fireTimer', timerId }), undefined);
    assert.equal(scenario.send({ type: 'fireTimer', timerId })?.code, 'superseded');
    return;
  }
  const attempt = random.pick([...scenario.draft.attempts.values()]);
  const { nodeId, attempt: number, agentId } = attempt;
  if (agentId === undefined) {
    const claimant = random.pick(['agent-1', 'agent-2']);
    const claim = {
      type: 'claimAttempt',
      nodeId,
      attempt: number,
      agentId: claimant,
      hostName: 'host',
    } as const;
    assert.equal(scenario.send(claim), undefined);
    if (random.chance(0.2))
      assert.equal(scenario.send(claim), undefined, 'a repeated claim is granted again');
    if (random.chance(0.2)) {
      assert.equal(scenario.send({ ...claim, agentId: 'agent-3' })?.code, 'claimed_by_other');
    }
    return;
  }
  if (random.chance(0.03)) {
    scenario.send({ type: 'failLostAgent', agentId });
    return;
  }
  if (attempt.task.daemon === true && attempt.cancelMessage === undefined && random.chance(0.7)) {
    const ready = { type: 'reportReady', nodeId, attempt: number, agentId } as const;
    const known = scenario.state.nodes.get(nodeId)?.daemon === 'ready';
    assert.equal(scenario.send(ready)?.code, known ? 'duplicate' : undefined);
    if (!known) return;
  }
  const finish = {
    type: 'finishAttempt',
    nodeId,
    attempt: number,
    agentId,
    hostName: 'host',
    outcome: outcome(random),
  } as const;
  assert.equal(scenario.send({ ...finish, agentId: 'agent-9' })?.code, 'claimed_by_other');
  assert.equal(scenario.send(finish), undefined);
  if (random.chance(0.2)) assert.notEqual(scenario.send(finish), undefined, 'a repeated report is refused');
}

function outcome(random: Random): AttemptOutcome {
  if (random.chance(0.1))
    return { phase: 'Failed', message: 'main: Error (exit code 1)', outputs: { exitCode: '1' } };
  if (random.chance(0.05)) return { phase: 'Error', message: 'no such image' };
  return { phase: 'Succeeded', outputs: { exitCode: '0', parameters: [{ name: 'value', value: 'x' }] } };
}
