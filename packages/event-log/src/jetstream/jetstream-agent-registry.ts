import { Empty } from '@nats-io/nats-core';
import type { Placement } from '@tiphys/engine';
import { decodeHeartbeat, encodeHeartbeat } from '@tiphys/wire/tiphys';
import type { AgentHeartbeat, AgentRegistry, PlacedPool, RegisteredAgent } from '../agent-registry.ts';
import type { WorkflowRef } from '../refs.ts';
import type { JetStreamLink } from './link.ts';
import { decodeToken, encodeToken } from './token.ts';

/** Agents in a key-value bucket: a key with the heartbeat for each, and one for each workflow that it holds. */
export class JetStreamAgentRegistry implements AgentRegistry {
  readonly #link: JetStreamLink;

  constructor(link: JetStreamLink) {
    this.#link = link;
  }

  async beat(heartbeat: AgentHeartbeat, signal?: AbortSignal): Promise<void> {
    const key = beatKey(heartbeat.agentId);
    const what = `heartbeat of agent ${heartbeat.agentId}`;
    await this.#link.call(
      what,
      ({ buckets }) => buckets.agents.kv.put(key, encodeHeartbeat(heartbeat)),
      signal,
    );
  }

  async list(signal?: AbortSignal): Promise<RegisteredAgent[]> {
    return this.#link.call(
      'list the agents',
      async ({ buckets }) => {
        const keys = await buckets.agents.keys('beat.*');
        const entries = await Promise.all(keys.map((key) => buckets.agents.kv.get(key)));
        return entries
          .filter((entry) => entry !== null)
          .map(({ value, revision }) => ({ heartbeat: decodeHeartbeat(value), revision }));
      },
      signal,
    );
  }

  async remove(agentId: string, signal?: AbortSignal): Promise<void> {
    const what = `remove agent ${agentId}`;
    await this.#link.call(what, ({ buckets }) => buckets.agents.remove(beatKey(agentId)), signal);
  }

  async addPool({ name, placement }: PlacedPool, signal?: AbortSignal): Promise<void> {
    const body = JSON.stringify(placement);
    await this.#link.call(
      `make pool ${name} known`,
      ({ buckets }) => buckets.agents.kv.put(poolKey(name), body),
      signal,
    );
  }

  async newPools(known: ReadonlySet<string>, signal?: AbortSignal): Promise<PlacedPool[]> {
    return this.#link.call(
      'list the pools',
      async ({ buckets }) => {
        const keys = await buckets.agents.keys('pool.*');
        const names = keys.map((key) => decodeToken(key.slice('pool.'.length)));
        const added = names.filter((name) => !known.has(name));
        const pools = await Promise.all(
          added.map(async (name): Promise<PlacedPool[]> => {
            const entry = await buckets.agents.kv.get(poolKey(name));
            return entry === null ? [] : [{ name, placement: entry.json<Placement>() }];
          }),
        );
        return pools.flat();
      },
      signal,
    );
  }

  async assign(agentId: string, ref: WorkflowRef, signal?: AbortSignal): Promise<void> {
    const key = `${holdsKey(agentId, ref.uid)}.${encodeToken(ref.namespace)}.${encodeToken(ref.name)}`;
    const what = `assign workflow ${ref.name} to agent ${agentId}`;
    await this.#link.call(what, ({ buckets }) => buckets.agents.kv.put(key, Empty), signal);
  }

  async unassign(agentId: string, uid: string, signal?: AbortSignal): Promise<void> {
    const pattern = `${holdsKey(agentId, uid)}.>`;
    const what = `unassign workflow ${uid} from agent ${agentId}`;
    await this.#link.call(what, ({ buckets }) => buckets.agents.remove(pattern), signal);
  }

  async assignments(agentId: string, signal?: AbortSignal): Promise<WorkflowRef[]> {
    const pattern = `holds.${encodeToken(agentId)}.>`;
    const what = `list the workflows of agent ${agentId}`;
    const keys = await this.#link.call(what, ({ buckets }) => buckets.agents.keys(pattern), signal);
    return keys.map((key) => {
      const [, , uid = '', namespace = '', name = ''] = key.split('.').map(decodeToken);
      return { uid, namespace, name };
    });
  }

  async holders(signal?: AbortSignal): Promise<string[]> {
    const list = ({ buckets }: Parameters<Parameters<JetStreamLink['call']>[1]>[0]) =>
      buckets.agents.keys('holds.>');
    const keys = await this.#link.call('list the agents that hold something', list, signal);
    return [...new Set(keys.map((key) => key.split('.')[1] ?? ''))].map(decodeToken);
  }
}

function poolKey(name: string): string {
  return `pool.${encodeToken(name)}`;
}

function beatKey(agentId: string): string {
  return `beat.${encodeToken(agentId)}`;
}

function holdsKey(agentId: string, uid: string): string {
  return `holds.${encodeToken(agentId)}.${encodeToken(uid)}`;
}
