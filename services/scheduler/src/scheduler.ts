import { AgentMonitor } from './agent-monitor.ts';
import { CommandHandler } from './command-handler.ts';
import { CronRunner } from './cron/cron-runner.ts';
import type { SchedulerPorts } from './ports.ts';
import { ResourceView } from './resource-view.ts';

export interface SchedulerOptions {
  /** Names this process among the schedulers. */
  schedulerId: string;
  /** How many workflows are worked on at the same time. */
  concurrency: number;
  /** How many workflows are kept in memory. */
  cachedWorkflows: number;
  /** How long an agent may be silent, in milliseconds. */
  agentLeaseMs: number;
}

/**
 * One scheduler. Several may run: the queue spreads the workflows over them, and the history refuses an append by
 * one that is not up to date.
 */
export class Scheduler {
  readonly #ports: SchedulerPorts;
  readonly #options: SchedulerOptions;

  constructor(ports: SchedulerPorts, options: SchedulerOptions) {
    this.#ports = ports;
    this.#options = options;
  }

  /** Works until the signal; resolves when what was begun is done. */
  async run(signal: AbortSignal): Promise<void> {
    const view = new ResourceView(this.#ports);
    const handler = new CommandHandler(this.#ports, this.#options, view);
    const monitor = new AgentMonitor(this.#ports, { leaseMs: this.#options.agentLeaseMs });
    const { schedulerId, concurrency } = this.#options;
    const failing = new AbortController();
    const all = AbortSignal.any([signal, failing.signal]);
    const parts = [
      view.run(all),
      this.#ports.commands.consume(
        { consumerId: schedulerId, concurrency },
        (delivery) => handler.handle(delivery),
        all,
      ),
      monitor.run(all),
      new CronRunner(this.#ports).run(all),
    ];
    try {
      await Promise.all(parts);
    } finally {
      // One that fails ends the others: a scheduler that only does half its work is not to be taken for a whole one.
      failing.abort();
      await Promise.allSettled(parts);
    }
  }
}
