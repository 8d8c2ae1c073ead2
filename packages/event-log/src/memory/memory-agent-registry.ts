import { decodeHeartbeat, encodeHeartbeat } from '@tiphys/wire/tiphys';
import type { AgentHeartbeat, AgentRegistry, PlacedPool, RegisteredAgent } from '../agent-registry.ts';
import type { WorkflowRef } from '../refs.ts';
import type { Gate } from './gate.ts';

/** What the broker holds of agents, for all connections. */
export interface AgentState {
  heartbeats: Map<string, { body: Uint8Array; revision: number }>;
  /** By agent, then by uid. */
  assignments: Map<string, Map<string, WorkflowRef>>;
  revision: number;
  /** By name, as JSON. */
  pools: Map<string, string>;
}

/** Agents in memory, over one connection. */
export class MemoryAgentRegistry implements AgentRegistry {
  readonly #gate: Gate;
  readonly #state: AgentState;

  constructor(gate: Gate, state: AgentState) {
    this.#gate = gate;
    this.#state = state;
  }

  async beat(heartbeat: AgentHeartbeat, signal?: AbortSignal): Promise<void> {
    const body = encodeHeartbeat(heartbeat);
    const effect = (): void => {
      this.#state.revision += 1;
      this.#state.heartbeats.set(heartbeat.agentId, { body, revision: this.#state.revision });
    };
    await this.#gate.call('agents.beat', heartbeat.agentId, effect, signal);
  }

  list(signal?: AbortSignal): Promise<RegisteredAgent[]> {
    const effect = (): RegisteredAgent[] =>
      [...this.#state.heartbeats.values()].map(({ body, revision }) => ({
        heartbeat: decodeHeartbeat(body),
        revision,
      }));
    return this.#gate.call('agents.list', '', effect, signal);
  }

  async remove(agentId: string, signal?: AbortSignal): Promise<void> {
    await this.#gate.call('agents.remove', agentId, () => this.#state.heartbeats.delete(agentId), signal);
  }

  async addPool({ name, placement }: PlacedPool, signal?: AbortSignal): Promise<void> {
    const effect = (): unknown => this.#state.pools.set(name, JSON.stringify(placement));
    await this.#gate.call('agents.addPool', name, effect, signal);
  }

  newPools(known: ReadonlySet<string>, signal?: AbortSignal): Promise<PlacedPool[]> {
    const effect = (): PlacedPool[] =>
      [...this.#state.pools]
        .filter(([name]) => !known.has(name))
        .map(([name, body]) => ({ name, placement: JSON.parse(body) }));
    return this.#gate.call('agents.newPools', '', effect, signal);
  }

  async assign(agentId: string, ref: WorkflowRef, signal?: AbortSignal): Promise<void> {
    const effect = (): void => {
      const held = this.#state.assignments.get(agentId) ?? new Map<string, WorkflowRef>();
      held.set(ref.uid, { ...ref });
      this.#state.assignments.set(agentId, held);
    };
    await this.#gate.call('agents.assign', agentId, effect, signal);
  }

  async unassign(agentId: string, uid: string, signal?: AbortSignal): Promise<void> {
    const effect = (): void => {
      const held = this.#state.assignments.get(agentId);
      held?.delete(uid);
      if (held?.size === 0) this.#state.assignments.delete(agentId);
    };
    await this.#gate.call('agents.unassign', agentId, effect, signal);
  }

  assignments(agentId: string, signal?: AbortSignal): Promise<WorkflowRef[]> {
    const effect = (): WorkflowRef[] =>
      [...(this.#state.assignments.get(agentId)?.values() ?? [])].map((ref) => ({ ...ref }));
    return this.#gate.call('agents.assignments', agentId, effect, signal);
  }

  holders(signal?: AbortSignal): Promise<string[]> {
    return this.#gate.call('agents.holders', '', () => [...this.#state.assignments.keys()], signal);
  }
}
