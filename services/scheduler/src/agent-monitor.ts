import type { SchedulerPorts } from './ports.ts';

export interface AgentMonitorOptions {
  /** How long an agent may be silent before what it holds is called lost, in milliseconds. */
  leaseMs: number;
}

/**
 * Calls agents lost whose heartbeats have stopped. Compares no clocks: a heartbeat that has not changed for the
 * lease time as this process measures it is old. Every scheduler does this; the same loss has the same command id.
 */
export class AgentMonitor {
  readonly #ports: SchedulerPorts;
  readonly #leaseMs: number;
  readonly #seen = new Map<string, { revision: number; since: number }>();
  /** When the broker answered last. */
  #answeredAt: number | undefined;

  constructor(ports: SchedulerPorts, options: AgentMonitorOptions) {
    this.#ports = ports;
    this.#leaseMs = options.leaseMs;
  }

  /** Looks every third of the lease, until the signal. */
  async run(signal: AbortSignal): Promise<void> {
    const { clock, logger } = this.#ports;
    while (!signal.aborted) {
      try {
        await this.look(signal);
      } catch (error) {
        if (!signal.aborted) logger.warn('agents cannot be looked at; trying again', { error });
      }
      await clock.sleep(this.#leaseMs / 3, signal).catch(() => undefined);
    }
  }

  /** Looks once. */
  async look(signal: AbortSignal): Promise<void> {
    const { agents, clock } = this.#ports;
    const askedAt = clock.now();
    const present = await agents.list(signal);
    this.#forgetAfterPause(clock.now());
    for (const { heartbeat, revision } of present) {
      const before = this.#seen.get(heartbeat.agentId);
      if (before === undefined || before.revision !== revision) {
        this.#seen.set(heartbeat.agentId, { revision, since: clock.now() });
      } else if (askedAt - before.since >= this.#leaseMs) {
        await this.#failAgent(heartbeat.agentId, `${heartbeat.incarnation}-${heartbeat.beat}`, signal);
        this.#seen.delete(heartbeat.agentId);
      }
    }
    const ids = new Set(present.map(({ heartbeat }) => heartbeat.agentId));
    for (const id of this.#seen.keys()) if (!ids.has(id)) this.#seen.delete(id);
  }

  /**
   * Where this process could not look for a while, because the broker or itself stood still, the agents may not
   * have been heard either: their time begins anew.
   */
  #forgetAfterPause(now: number): void {
    if (this.#answeredAt !== undefined && now - this.#answeredAt > this.#leaseMs / 2) this.#seen.clear();
    this.#answeredAt = now;
  }

  /**
   * What the agent holds stays noted, for it may be back and hold more by now: the handling of the command, or the
   * workflow's end, takes the note away. The registration goes last, so that a crash in between lets another
   * scheduler finish.
   */
  async #failAgent(agentId: string, occasion: string, signal: AbortSignal): Promise<void> {
    const { agents, commands, logger } = this.#ports;
    const held = await agents.assignments(agentId, signal);
    logger.warn('an agent is lost: its heartbeats have stopped', { agentId, workflows: held.length });
    for (const ref of held) {
      await commands.publish(
        {
          id: `lost-${agentId}-${occasion}-${ref.uid}`,
          ref,
          command: { type: 'failLostAgent', agentId },
          traceparent: '',
        },
        signal,
      );
    }
    await agents.remove(agentId, signal);
  }
}
