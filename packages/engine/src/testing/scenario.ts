import type { Workflow } from '@tiphys/spec';
import { replay } from '../apply.ts';
import type { AttemptOutcome, Rejection, WorkflowCommand } from '../commands.ts';
import { decide, newDraft } from '../decide.ts';
import type { Transition } from '../events.ts';
import type { AnswerCache, LockAnswer } from '../locks/lock-events.ts';
import type { AttemptState, NodeState, WorkflowDraft, WorkflowState } from '../state.ts';
import { NO_SURROUNDINGS, type Surroundings } from '../surroundings.ts';
import { renderNodes } from './render-nodes.ts';

/**
 * One workflow on the engine alone: commands go in, the history and the state are there to look at. Time is a
 * number that every command moves on by one second.
 */
export class Scenario {
  readonly history: Transition[] = [];
  readonly draft: WorkflowDraft = newDraft();
  /** Looked at by every decision; may be replaced at any time. */
  surroundings: Surroundings;
  #now: number;
  #commands = 0;

  constructor(
    workflow: Workflow,
    startAt = Date.UTC(2026, 10, 24),
    surroundings: Surroundings = NO_SURROUNDINGS,
  ) {
    this.#now = startAt;
    this.surroundings = surroundings;
    this.send({
      type: 'createWorkflow',
      workflow: {
        ...workflow,
        metadata: {
          name: 'wf',
          namespace: 'default',
          ...workflow.metadata,
          uid: workflow.metadata.uid ?? 'uid-1',
        },
      },
    });
  }

  get state(): WorkflowState {
    return this.draft;
  }

  /** Decides one command and whatever it leaves on the agenda. Undefined: accepted. */
  send(command: WorkflowCommand): Rejection | undefined {
    this.#commands += 1;
    return this.#sendAs(`command-${this.#commands}`, command);
  }

  /** The same command as the last one comes again, under its own id. */
  repeat(command: WorkflowCommand): Rejection | undefined {
    return this.#sendAs(`command-${this.#commands}`, command);
  }

  #sendAs(id: string, command: WorkflowCommand): Rejection | undefined {
    this.#now += 1000;
    const rejection = this.#decide(id, command);
    for (let part = 0; this.draft.agenda.length > 0; part += 1)
      this.#decide(`${id}+${part}`, { type: 'continueDecision' });
    return rejection;
  }

  #decide(id: string, command: WorkflowCommand): Rejection | undefined {
    const result = decide(this.draft, { id, at: this.#now, command }, this.surroundings);
    if (!result.ok) return result;
    if (result.transition !== undefined) this.history.push(structuredClone(result.transition));
    return undefined;
  }

  /** Time goes by; timers whose time comes fire in order. */
  pass(milliseconds: number): void {
    this.#now += milliseconds;
    for (let due = this.#nextDue(); due !== undefined; due = this.#nextDue()) {
      this.send({ type: 'fireTimer', timerId: due });
    }
  }

  #nextDue(): string | undefined {
    const due = [...this.draft.timers].filter(([, { at }]) => at <= this.#now);
    return due.sort(([, a], [, b]) => a.at - b.at)[0]?.[0];
  }

  claim(nodeName: string, agentId = 'agent-1'): Rejection | undefined {
    const { nodeId, attempt } = this.attempt(nodeName);
    return this.send({ type: 'claimAttempt', nodeId, attempt, agentId, hostName: `host-of-${agentId}` });
  }

  /** Claims where nobody has, and reports that the daemon is ready. */
  ready(
    nodeName: string,
    podIP: string | undefined = '10.0.0.1',
    agentId = 'agent-1',
  ): Rejection | undefined {
    if (this.attempt(nodeName).agentId === undefined) this.claim(nodeName, agentId);
    const { nodeId, attempt } = this.attempt(nodeName);
    return this.send({ type: 'reportReady', nodeId, attempt, agentId, podIP });
  }

  finish(nodeName: string, outcome: AttemptOutcome, agentId = 'agent-1'): Rejection | undefined {
    const { nodeId, attempt } = this.attempt(nodeName);
    return this.send({
      type: 'finishAttempt',
      nodeId,
      attempt,
      agentId,
      hostName: `host-of-${agentId}`,
      outcome,
    });
  }

  /** Claims and finishes. */
  run(nodeName: string, outcome: AttemptOutcome = { phase: 'Succeeded', outputs: { exitCode: '0' } }): void {
    this.claim(nodeName);
    this.finish(nodeName, outcome);
  }

  fail(nodeName: string, exitCode = 1): void {
    this.run(nodeName, {
      phase: 'Failed',
      message: `main: Error (exit code ${exitCode})`,
      outputs: { exitCode: String(exitCode) },
    });
  }

  /** Whether somebody has still to answer: an agent, a timer, the registry of locks, a cache. */
  get waits(): boolean {
    const { attempts, timers, locks, atGate } = this.draft;
    return attempts.size + timers.size + atGate.size > 0 || [...locks.values()].some(({ held }) => !held);
  }

  /** @param key a node's name, or a key of lock-key.ts. */
  answerLocks(key: string, answer: LockAnswer = { kind: 'granted', locks: [] }): Rejection | undefined {
    const known = this.draft.locks.has(key) ? key : this.node(key).id;
    const requestedAt = this.draft.locks.get(known)?.requestedAt ?? 0;
    return this.send({ type: 'answerLocks', key: known, requestedAt, answer });
  }

  answerCache(nodeName: string, answer: AnswerCache['answer']): Rejection | undefined {
    return this.send({ type: 'answerCache', nodeId: this.node(nodeName).id, answer });
  }

  node(nodeName: string): NodeState {
    for (const node of this.draft.nodes.values()) if (node.name === nodeName) return node;
    throw new Error(
      `no node ${nodeName}; there are ${[...this.draft.nodes.values()].map((n) => n.name).join(', ')}`,
    );
  }

  attempt(nodeName: string): AttemptState {
    const attempt = this.draft.attempts.get(this.node(nodeName).id);
    if (attempt === undefined) throw new Error(`${nodeName} has no outstanding attempt`);
    return attempt;
  }

  /** Names of the nodes whose containers are ordered and have not ended, sorted. */
  outstanding(): string[] {
    return [...this.draft.attempts.keys()].map((id) => this.draft.nodes.get(id)?.name ?? id).sort();
  }

  /** The tree as text, one line a node; see renderNodes. */
  tree(): string {
    return renderNodes(this.draft);
  }

  /** The state that the recorded history alone tells. */
  replayed(): WorkflowState {
    return replay(this.history);
  }
}
