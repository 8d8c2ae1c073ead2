import { applyTransition, emptyState } from '../../apply.ts';
import { RestartTree } from '../../operations/restart-tree.ts';
import type { NodeState } from '../../state.ts';
import { fail } from '../broken-invariant.ts';
import { InvariantChecker } from '../invariants.ts';
import { Scenario } from '../scenario.ts';
import { type Random, seededRandom } from '../seeded-random.ts';
import { TreeWatch } from '../tree-watch.ts';
import { withReferences } from '../with-references.ts';
import { retryCommand } from './people-command.ts';
import { RANDOM_SURROUNDINGS, runRandomly } from './random-run.ts';
import { randomWorkflow } from './random-workflow.ts';
import { WHOLE_LANGUAGE } from './strategies.ts';

/** The most that one transition may hold. */
const MAX_EVENTS = 400;

/** A workflow of the whole language that has just been created; every third has its templates elsewhere. */
export function startSeed(random: Random, seed: number): Scenario {
  const workflow = randomWorkflow(random, 'wf', WHOLE_LANGUAGE);
  const referring = seed % 3 === 0 ? withReferences(workflow, seededRandom(seed)) : workflow;
  return new Scenario(structuredClone(referring), undefined, RANDOM_SURROUNDINGS);
}

/**
 * Runs one workflow to its end, at times more than once.
 *
 * @throws Error where an invariant is broken.
 */
export function runSeed(seed: number): Scenario {
  const random = seededRandom(seed);
  const scenario = startSeed(random, seed);
  const watched = new WatchedHistory(scenario);
  const toEnd = (): void => {
    runRandomly(scenario, random, { people: random.chance(0.5), onStep: () => watched.catchUp() });
    if (!scenario.state.deleted) watched.atEnd();
  };
  watched.catchUp();
  toEnd();
  for (let retries = 0; retries < 2 && !scenario.state.deleted && random.chance(0.4); retries += 1) {
    retry(scenario, random);
    watched.catchUp();
    toEnd();
  }
  return scenario;
}

/** Checks a history as it grows, event by event, on a state of its own. */
class WatchedHistory {
  readonly #scenario: Scenario;
  readonly #checker = new InvariantChecker();
  readonly #tree = new TreeWatch();
  readonly #draft = emptyState();
  #checked = 0;

  constructor(scenario: Scenario) {
    this.#scenario = scenario;
  }

  catchUp(): void {
    const { history } = this.#scenario;
    for (const transition of history.slice(this.#checked)) {
      if (transition.events.length > MAX_EVENTS) fail('a transition is too large');
      for (const event of transition.events) {
        this.#checker.before(this.#draft, event);
        applyTransition(this.#draft, { ...transition, events: [structuredClone(event)], agenda: [] });
      }
      this.#tree.after(this.#draft);
    }
    this.#checked = history.length;
  }

  atEnd(): void {
    this.#checker.atEnd(this.#scenario.state);
  }
}

/** Nothing that succeeded is lost: handlers, hooks, attempts that others followed, and what is chosen apart. */
function retry(scenario: Scenario, random: Random): void {
  const command = retryCommand(random, scenario.state);
  const tree = new RestartTree(scenario.state);
  const kept = [...scenario.state.nodes.values()].filter(
    (node) => node.type === 'Pod' && node.phase === 'Succeeded' && !tree.isAside(node),
  );
  const before = kept.map((node) => ({ name: node.name, id: node.id, text: textOf(node) }));
  const ended = scenario.state.phase;
  const rejection = scenario.send(command);
  if (command.restartSuccessful) return;
  if ((rejection?.code === 'invalid') !== (ended === 'Succeeded'))
    fail(`a retry of what has ${ended} is ${rejection?.code ?? 'accepted'}`);
  // What it is expanded from may be other arguments now.
  if (command.parameters.length > 0) return;
  for (const { id, name, text } of before) {
    const node = scenario.state.nodes.get(id);
    if (node === undefined || textOf(node) !== text) fail(`${name} is lost, or ran again`);
  }
}

function textOf({ phase, outputs, attempts }: NodeState): string {
  return JSON.stringify([phase, outputs, attempts]);
}
