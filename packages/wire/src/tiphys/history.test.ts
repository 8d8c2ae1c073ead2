import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type AttemptOutcome, replay } from '@tiphys/engine';
import { answerAtGate, type Random, randomWorkflow, Scenario, seededRandom } from '@tiphys/engine/testing';
import { decodeTransition, encodeTransition } from './transition.ts';

test('histories of random workflows replay from their messages to the state that was live', () => {
  const seen = new Set<string>();
  for (let seed = 1; seed <= 200; seed += 1) {
    const scenario = runRandomly(seed);
    const ref = { uid: 'uid-1', namespace: 'default', name: 'wf' };
    const decoded = scenario.history.map((transition) => {
      for (const event of transition.events) seen.add(event.type);
      return decodeTransition(encodeTransition(ref, transition, '')).transition;
    });
    assert.deepEqual(JSON.parse(JSON.stringify(decoded)), JSON.parse(JSON.stringify(scenario.history)));
    assert.deepEqual(replay(decoded), scenario.state, `seed ${seed}`);
  }
  const kinds = [...seen].sort();
  assert.ok(kinds.length >= 24, `every kind of event occurs: ${kinds.join(', ')}`);
});

/** Claims and finishes attempts in random order, sometimes stops, and deletes at the end. */
function runRandomly(seed: number): Scenario {
  const random = seededRandom(seed);
  const scenario = new Scenario(randomWorkflow(random));
  const stopAt = random.chance(0.3) ? random.below(10) : -1;
  for (let count = 0; scenario.waits; count += 1) {
    const stops = count === stopAt || (scenario.draft.timers.size > 0 && random.chance(0.2));
    if (stops) scenario.send({ type: random.chance(0.5) ? 'stopWorkflow' : 'terminateWorkflow' });
    else step(scenario, random);
  }
  scenario.send({ type: 'deleteWorkflow' });
  return scenario;
}

function step(scenario: Scenario, random: Random): void {
  if (answerAtGate(scenario, random)) return;
  const [timerId] = scenario.draft.timers.keys();
  if (timerId !== undefined && (scenario.draft.attempts.size === 0 || random.chance(0.5))) {
    scenario.send({ type: 'fireTimer', timerId });
    return;
  }
  const { nodeId, attempt, agentId, task } = random.pick([...scenario.draft.attempts.values()]);
  const who = { nodeId, attempt, agentId: agentId ?? 'agent-1', hostName: 'host' };
  if (agentId === undefined && random.chance(0.9)) {
    scenario.send({ type: 'claimAttempt', ...who });
    return;
  }
  if (task.daemon === true && agentId !== undefined && random.chance(0.5)) {
    scenario.send({ type: 'reportReady', nodeId, attempt, agentId, podIP: '10.0.0.1' });
  }
  const outcome: AttemptOutcome = random.chance(0.2)
    ? { phase: 'Failed', message: 'main: Error (exit code 1)', outputs: { exitCode: '1' } }
    : { phase: 'Succeeded', outputs: { exitCode: '0', parameters: [{ name: 'value', value: 'x' }] } };
  scenario.send({ type: 'finishAttempt', ...who, outcome });
}
