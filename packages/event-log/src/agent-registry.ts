import type { Placement, PlacementAgent } from '@tiphys/engine';
import type { WorkflowRef } from './refs.ts';

/** What an agent says of itself every few seconds. */
export interface AgentHeartbeat extends PlacementAgent {
  /** Changes with every start of the agent's process. */
  incarnation: string;
  /** Grows with every heartbeat. */
  beat: number;
  hostName: string;
  /** docker, process or simulated. */
  runtime: string;
  capacity: number;
  running: number;
}

/** A pool that not every agent pulls from, and which agents do. */
export interface PlacedPool {
  name: string;
  placement: Placement;
}

export interface RegisteredAgent {
  heartbeat: AgentHeartbeat;
  /** Changes with every heartbeat; whoever sees it unchanged for the lease time by its own clock calls the agent lost. */
  revision: number;
}

/** Which agents there are, and which workflows they hold attempts of. */
export interface AgentRegistry {
  beat(heartbeat: AgentHeartbeat, signal?: AbortSignal): Promise<void>;
  list(signal?: AbortSignal): Promise<RegisteredAgent[]>;
  remove(agentId: string, signal?: AbortSignal): Promise<void>;
  /** Makes a pool known to all agents, for ever; it may be known. */
  addPool(pool: PlacedPool, signal?: AbortSignal): Promise<void>;
  /** The pools that are not among those known. */
  newPools(known: ReadonlySet<string>, signal?: AbortSignal): Promise<PlacedPool[]>;
  /** Remembers that the agent holds, or has held, an attempt of the workflow. */
  assign(agentId: string, ref: WorkflowRef, signal?: AbortSignal): Promise<void>;
  unassign(agentId: string, uid: string, signal?: AbortSignal): Promise<void>;
  assignments(agentId: string, signal?: AbortSignal): Promise<WorkflowRef[]>;
  /** The agents that have assignments, registered or not: one may die before its first heartbeat has arrived. */
  holders(signal?: AbortSignal): Promise<string[]>;
}
