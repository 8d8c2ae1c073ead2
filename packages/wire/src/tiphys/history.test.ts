import assert from 'node:assert/strict';
import { test } from 'node:test';
import { replay, type Transition } from '@tiphys/engine';
import {
  RANDOM_SURROUNDINGS,
  randomWorkflow,
  retryCommand,
  runRandomly,
  Scenario,
  seededRandom,
  WHOLE_LANGUAGE,
} from '@tiphys/engine/testing';
import { decodeTransition, encodeTransition } from './transition.ts';

test('histories of random workflows replay from their messages to the state that was live', () => {
  const seen = new Set<string>();
  for (let seed = 1; seed <= 200; seed += 1) {
    const scenario = runToEnd(seed);
    const ref = { uid: 'uid-1', namespace: 'default', name: 'wf' };
    const decoded = scenario.history.map((transition) => {
      for (const event of transition.events) seen.add(event.type);
      return decodeTransition(encodeTransition(ref, transition, '')).transition;
    });
    // What is undefined is left out.
    const live: Transition[] = JSON.parse(JSON.stringify(scenario.history));
    assert.deepEqual(JSON.parse(JSON.stringify(decoded)), live);
    assert.deepEqual(replay(decoded), replay(live), `seed ${seed}`);
  }
  const kinds = [...seen].sort();
  assert.ok(kinds.length >= 24, `every kind of event occurs: ${kinds.join(', ')}`);
});

/** In random order, with what people want; a part of them is deleted at the end. */
function runToEnd(seed: number): Scenario {
  const random = seededRandom(seed);
  const workflow = randomWorkflow(random, 'wf', WHOLE_LANGUAGE);
  const scenario = new Scenario(workflow, undefined, RANDOM_SURROUNDINGS);
  runRandomly(scenario, random, { people: true });
  if (random.chance(0.5)) {
    scenario.send(retryCommand(random, scenario.state));
    runRandomly(scenario, random, { people: false });
  }
  scenario.send({ type: 'deleteWorkflow' });
  return scenario;
}
