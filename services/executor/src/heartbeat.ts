import type { ExecutorOptions } from './executor-options.ts';
import { placementAgent } from './placement-agent.ts';
import type { ExecutorPorts } from './ports.ts';

/** Another process beats under this agent's name: two of them would run each other's attempts. */
export class AgentReplacedError extends Error {
  readonly code = 'agent_replaced';
  readonly retryable = false;

  constructor(agentId: string) {
    super(
      `another process has started under the agent id ${agentId}: give each agent its own (TIPHYS_AGENT_ID), and end this one`,
    );
    this.name = 'AgentReplacedError';
  }
}

/** How often it is looked whether somebody else uses the name. */
const LOOK_EVERY = 5;

/** Tells the schedulers that the agent lives. */
export class Heartbeat {
  readonly #ports: Pick<ExecutorPorts, 'agents' | 'clock' | 'logger' | 'runtime'>;
  readonly #options: ExecutorOptions;
  readonly #running: () => number;
  readonly #onSilence: () => void;
  /** Processes of this name that were there before; they may beat a last time. */
  readonly #predecessors = new Set<string>();
  #beat = 0;
  #lastBeatAt: number | undefined;
  #problem: string | undefined = 'not connected yet';

  /**
   * @param running how many attempts the agent holds.
   * @param onSilence called after the first heartbeat that follows a silence of half a lease or more: the schedulers measure
   *   by their own clocks.
   */
  constructor(
    ports: Pick<ExecutorPorts, 'agents' | 'clock' | 'logger' | 'runtime'>,
    options: ExecutorOptions,
    running: () => number,
    onSilence: () => void,
  ) {
    this.#ports = ports;
    this.#options = options;
    this.#running = running;
    this.#onSilence = onSilence;
  }

  /** Undefined: the last heartbeat has arrived. */
  get problem(): string | undefined {
    return this.#problem;
  }

  /**
   * Beats until the signal.
   *
   * @throws AgentReplacedError
   */
  async run(signal: AbortSignal): Promise<void> {
    const { clock, logger } = this.#ports;
    while (!signal.aborted) {
      try {
        if (this.#beat % LOOK_EVERY === 0) await this.#look(signal);
        await this.#once(signal);
        this.#problem = undefined;
      } catch (error) {
        if (error instanceof AgentReplacedError) throw error;
        if (signal.aborted) return;
        if (this.#problem === undefined) logger.warn('a heartbeat has not arrived', { error });
        this.#problem = `heartbeats do not arrive: ${error instanceof Error ? error.message : error}`;
      }
      await clock.sleep(this.#options.heartbeatMs, signal).catch(() => undefined);
    }
  }

  async #once(signal: AbortSignal): Promise<void> {
    const { incarnation, hostName, capacity, leaseMs } = this.#options;
    const { agents, clock, runtime } = this.#ports;
    this.#beat += 1;
    const running = this.#running();
    await agents.beat(
      {
        ...placementAgent(this.#options),
        incarnation,
        beat: this.#beat,
        hostName,
        runtime: runtime.name,
        capacity,
        running,
      },
      signal,
    );
    const now = clock.now();
    const isSilenceOver = this.#lastBeatAt !== undefined && now - this.#lastBeatAt >= leaseMs / 2;
    this.#lastBeatAt = now;
    if (isSilenceOver) this.#onSilence();
  }

  /** Looks before it beats: what stands there is then whatever beat last. */
  async #look(signal: AbortSignal): Promise<void> {
    const { agentId, incarnation } = this.#options;
    const there = (await this.#ports.agents.list(signal)).find(
      ({ heartbeat }) => heartbeat.agentId === agentId,
    );
    if (there === undefined || there.heartbeat.incarnation === incarnation) return;
    if (this.#lastBeatAt === undefined) this.#predecessors.add(there.heartbeat.incarnation);
    else if (!this.#predecessors.has(there.heartbeat.incarnation)) throw new AgentReplacedError(agentId);
  }
}
