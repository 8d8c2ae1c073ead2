import type { SchedulerPorts } from './ports.ts';

export interface AgentMonitorOptions {
  /** How long an agent may be silent before what it holds is called lost, in milliseconds. */
  leaseMs: number;
}

/** What is known of an agent's last sign of life. */
interface Sign {
  revision: number;
  /** Names the loss, should it be one, for all schedulers alike; undefined where nothing was ever heard. */
  occasion: string | undefined;
}

const NEVER_HEARD: Sign = { revision: 0, occasion: undefined };

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
    const watched = new Map<string, Sign>();
    // An agent may take a task and die before any heartbeat of it has arrived.
    for (const agentId of await agents.holders(signal)) watched.set(agentId, NEVER_HEARD);
    for (const { heartbeat, revision } of present) {
      watched.set(heartbeat.agentId, { revision, occasion: `${heartbeat.incarnation}-${heartbeat.beat}` });
    }
    this.#forgetAfterPause(clock.now());
    for (const [agentId, { revision, occasion }] of watched) {
      const before = this.#seen.get(agentId);
      if (before === undefined || before.revision !== revision) {
        this.#seen.set(agentId, { revision, since: clock.now() });
      } else if (askedAt - before.since >= this.#leaseMs) {
        await this.#failAgent(agentId, occasion ?? `unheard-${before.since}`, signal);
        // Notes of workflows that go on stay; an agent that nobody hears is not called lost over and over.
        if (revision === NEVER_HEARD.revision)
          this.#seen.set(agentId, { revision, since: Number.POSITIVE_INFINITY });
        else this.#seen.delete(agentId);
      }
    }
    for (const id of this.#seen.keys()) if (!watched.has(id)) this.#seen.delete(id);
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
