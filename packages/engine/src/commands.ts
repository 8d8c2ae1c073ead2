import type { Outputs, Workflow } from '@tiphys/spec';
import type { FinishArtifactDeletion } from './artifacts/gc-events.ts';
import type { AnswerCache, AnswerLocks } from './locks/lock-events.ts';
import type { OperationCommand } from './operations/operation-commands.ts';

/** What somebody asks of one workflow. */
export type WorkflowCommand =
  | OperationCommand
  | CreateWorkflow
  | StopWorkflow
  | TerminateWorkflow
  | DeleteWorkflow
  | ClaimAttempt
  | ReportReady
  | NoteUnschedulable
  | FinishAttempt
  | FailLostAgent
  | FinishArtifactDeletion
  | FireTimer
  | AnswerLocks
  | AnswerCache
  | ContinueDecision;

/** `workflow` has passed validation and has its name, namespace, uid and creationTimestamp. */
export interface CreateWorkflow {
  type: 'createWorkflow';
  workflow: Workflow;
  /** Of the resource store at acceptance: what was there is seen by the decision, which waits for it. */
  resourceRevision?: number | undefined;
}

/** Running nodes fail, exit handlers run (argo stop). */
export interface StopWorkflow {
  type: 'stopWorkflow';
}

/** Everything ends, no handler starts (argo terminate). */
export interface TerminateWorkflow {
  type: 'terminateWorkflow';
}

/** Ends what runs and forgets the workflow, once the artifacts are deleted that go with it. */
export interface DeleteWorkflow {
  type: 'deleteWorkflow';
  /** At once, whatever is left of artifacts (argo delete --force). */
  force?: boolean | undefined;
}

/** An agent asks to start an attempt's container; also asked again after a restart, for each container it finds. */
export interface ClaimAttempt {
  type: 'claimAttempt';
  nodeId: string;
  attempt: number;
  agentId: string;
  /** Name of the host, for the node's `hostNodeName`. */
  hostName: string;
}

/** An agent reports that a daemon is ready; also again after the agent's restart. */
export interface ReportReady {
  type: 'reportReady';
  nodeId: string;
  attempt: number;
  agentId: string;
  /** Where the container can be reached. */
  podIP?: string | undefined;
}

/** No agent is there that may run an attempt; it waits for one. */
export interface NoteUnschedulable {
  type: 'noteUnschedulable';
  nodeId: string;
  attempt: number;
  /** The node's message until an agent comes. */
  message: string;
}

/** How one container of a set ended. */
export interface ContainerOutcome {
  name: string;
  phase: 'Succeeded' | 'Failed' | 'Error';
  message?: string | undefined;
}

/** How a container ended. */
export interface AttemptOutcome {
  phase: 'Succeeded' | 'Failed' | 'Error';
  message?: string | undefined;
  outputs?: Outputs | undefined;
  /** Of a set: its containers, those that never started left out. */
  containers?: ContainerOutcome[] | undefined;
}

/** An agent reports the end of an attempt, or that it could not be started. */
export interface FinishAttempt {
  type: 'finishAttempt';
  nodeId: string;
  attempt: number;
  agentId: string;
  /** Where an attempt that was never claimed ends (no such image), this is the node's host. */
  hostName: string;
  outcome: AttemptOutcome;
}

/** The agent's heartbeats have stopped: what it held is lost. */
export interface FailLostAgent {
  type: 'failLostAgent';
  agentId: string;
}

/** The time of a timer has come. */
export interface FireTimer {
  type: 'fireTimer';
  timerId: string;
}

/** Goes on with a decision that was cut (`Transition.agenda`). */
export interface ContinueDecision {
  type: 'continueDecision';
}

export interface CommandEnvelope {
  /** Names the command once and for all; a repetition has the same id. */
  id: string;
  /** Milliseconds since 1970. */
  at: number;
  command: WorkflowCommand;
}

/** Why a command changed nothing. */
export type RejectionCode =
  /** The workflow does not exist (any more). */
  | 'not_found'
  /** The workflow exists already. */
  | 'already_exists'
  /** The workflow has ended. */
  | 'completed'
  /** Already done; the caller's wish is fulfilled. */
  | 'duplicate'
  /** The attempt has ended, was cancelled, or a newer one has taken its place. */
  | 'superseded'
  /** Another agent holds the attempt. */
  | 'claimed_by_other'
  | 'invalid';

export interface Rejection {
  ok: false;
  code: RejectionCode;
  message: string;
}
