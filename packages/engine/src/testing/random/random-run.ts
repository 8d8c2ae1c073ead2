import type { Rejection, WorkflowCommand } from '../../commands.ts';
import { isFinished } from '../../state.ts';
import type { Surroundings } from '../../surroundings.ts';
import { answerAtGate } from '../answer-at-gate.ts';
import type { Scenario } from '../scenario.ts';
import type { Random } from '../seeded-random.ts';
import { peopleCommand } from './people-command.ts';
import { randomOutcome } from './random-outcome.ts';

/** More commands than any of the workflows needs. */
const TOO_MANY = 20_000;

const CONFIG_MAPS = new Map([
  ['limits', new Map([['three', '3']])],
  ['repositories', new Map([['own', 's3: {keyFormat: "mine/{{workflow.name}}/{{pod.name}}"}']])],
]);

/** What the workflows of randomWorkflow look for. */
export const RANDOM_SURROUNDINGS: Surroundings = {
  configMap: (_namespace, name) => CONFIG_MAPS.get(name),
};

export interface RandomRunOptions {
  /** People stop, suspend, set, delete; without it somebody only resumes what waits for that. */
  people: boolean;
  /** Told of every command that was accepted, and was not a part of another's decision. */
  onAccepted?: (command: WorkflowCommand) => void;
  /** After each step. */
  onStep?: () => void;
}

/**
 * Takes a workflow to its end: agents claim, lose and report, locks and caches answer, timers fire, and people want
 * this and that, all in random order.
 */
export function runRandomly(scenario: Scenario, random: Random, options: RandomRunOptions): void {
  for (let count = 0; waits(scenario); count += 1) {
    if (count === TOO_MANY) throw new Error('the workflow does not come to an end');
    new Step(scenario, random, options).take();
    options.onStep?.();
  }
}

/** Whether anything is still to be heard of, by somebody. */
function waits(scenario: Scenario): boolean {
  const { draft } = scenario;
  if (draft.deleted) return false;
  if (scenario.waits || draft.artifactGc.batches.size > 0) return true;
  return !isFinished(draft) && (draft.suspended || draft.suspendNodeIds.size > 0);
}

class Step {
  readonly #scenario: Scenario;
  readonly #random: Random;
  readonly #options: RandomRunOptions;

  constructor(scenario: Scenario, random: Random, options: RandomRunOptions) {
    this.#scenario = scenario;
    this.#random = random;
    this.#options = options;
  }

  take(): void {
    const { draft } = this.#scenario;
    const random = this.#random;
    if (this.#options.people && random.chance(0.04)) {
      this.#send(peopleCommand(random, draft));
      return;
    }
    if (answerAtGate(this.#scenario, random)) return;
    const [batchId] = draft.artifactGc.batches.keys();
    if (batchId !== undefined && random.chance(0.5)) {
      this.#reportDeletions(batchId);
      return;
    }
    const timers = [...draft.timers.keys()];
    if (timers.length > 0 && (draft.attempts.size === 0 || random.chance(0.3))) {
      this.#fire(timers[0] ?? '');
      return;
    }
    if (draft.attempts.size > 0) this.#ofAttempt();
    else if (draft.suspended || draft.suspendNodeIds.size > 0) this.#goOn();
  }

  #send(command: WorkflowCommand): Rejection | undefined {
    const rejection = this.#scenario.send(command);
    if (rejection === undefined) this.#options.onAccepted?.(command);
    return rejection;
  }

  #must(command: WorkflowCommand): void {
    const rejection = this.#send(command);
    if (rejection !== undefined)
      throw new Error(`${JSON.stringify(command)} is refused: ${rejection.code}: ${rejection.message}`);
  }

  #mustNot(command: WorkflowCommand, what: string): void {
    if (this.#send(command) === undefined) throw new Error(`${what} is accepted: ${JSON.stringify(command)}`);
  }

  #fire(timerId: string): void {
    this.#must({ type: 'fireTimer', timerId });
    this.#mustNot({ type: 'fireTimer', timerId }, 'a timer that has fired');
  }

  #reportDeletions(batchId: string): void {
    const batch = this.#scenario.draft.artifactGc.batches.get(batchId) ?? [];
    const failures = batch
      .filter(() => this.#random.chance(0.1))
      .map(({ nodeId, name }) => ({ nodeId, name, message: 'no route' }));
    this.#must({ type: 'finishArtifactDeletion', batchId, failures });
    this.#mustNot({ type: 'finishArtifactDeletion', batchId, failures }, 'a repeated report');
  }

  /** Nothing goes on by itself: somebody resumes all, or gives what is asked for. */
  #goOn(): void {
    if (this.#send({ type: 'resumeWorkflow' }) === undefined) return;
    const { draft } = this.#scenario;
    const [id = ''] = draft.suspendNodeIds;
    const { outputs } = draft.nodes.get(id) ?? {};
    const asked = (outputs?.parameters ?? []).filter(({ valueFrom }) => valueFrom?.supplied !== undefined);
    this.#must({
      type: 'setNodes',
      nodeFieldSelector: `id=${id}`,
      setting: {
        phase: 'Succeeded',
        outputParameters: asked.map(({ name }) => ({ name, value: 'given' })),
      },
    });
  }

  #ofAttempt(): void {
    const random = this.#random;
    const { draft } = this.#scenario;
    const { nodeId, attempt, agentId, task, cancelMessage } = random.pick([...draft.attempts.values()]);
    if (agentId === undefined) {
      this.#claim(nodeId, attempt, task.placement !== undefined);
      return;
    }
    if (random.chance(0.03)) {
      this.#send({ type: 'failLostAgent', agentId });
      return;
    }
    if (task.daemon === true && cancelMessage === undefined && random.chance(0.7)) {
      const ready = { type: 'reportReady', nodeId, attempt, agentId, podIP: '10.0.0.1' } as const;
      const known = draft.nodes.get(nodeId)?.daemon === 'ready';
      if (!known) {
        this.#must(ready);
        return;
      }
      this.#mustNot(ready, 'a daemon that is ready twice');
    }
    const report = { type: 'finishAttempt', nodeId, attempt, agentId, hostName: 'host' } as const;
    const finish = { ...report, outcome: randomOutcome(random, task) };
    this.#mustNot({ ...finish, agentId: 'agent-9' }, "another agent's report");
    this.#must(finish);
    if (random.chance(0.2)) this.#mustNot(finish, 'a repeated report');
  }

  #claim(nodeId: string, attempt: number, isPlaced: boolean): void {
    const random = this.#random;
    if (isPlaced && random.chance(0.3)) {
      this.#send({ type: 'noteUnschedulable', nodeId, attempt, message: 'Unschedulable: 0/1 agents' });
      return;
    }
    const agentId = random.pick(['agent-1', 'agent-2']);
    const claim = { type: 'claimAttempt', nodeId, attempt, agentId, hostName: `host-of-${agentId}` } as const;
    const rejection = this.#send(claim);
    if (rejection !== undefined) {
      // The claims of the workflow are on the other host.
      if (rejection.code !== 'claimed_by_other') throw new Error(`a claim is refused: ${rejection.code}`);
      return;
    }
    if (random.chance(0.2)) this.#must(claim);
    if (random.chance(0.2)) this.#mustNot({ ...claim, agentId: 'agent-3' }, 'a second claim');
  }
}
