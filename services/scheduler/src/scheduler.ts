import { AgentMonitor } from './agent-monitor.ts';
import { CommandHandler } from './command-handler.ts';
import { CronRunner } from './cron/cron-runner.ts';
import { LockKeeper } from './locks/lock-keeper.ts';
import { limitsFrom, placesOf } from './locks/lock-limits.ts';
import { LockSweep } from './locks/lock-sweep.ts';
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
  /** How many workflows may run at the same time, and in each namespace; 0, or absent: as many as there are. */
  parallelism?: number;
  namespaceParallelism?: number;
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
    const { parallelism = 0, namespaceParallelism = 0 } = this.#options;
    const limits = { parallelism, namespaceParallelism };
    const view = new ResourceView(this.#ports, (namespace) => placesOf(limits, namespace));
    const keeper = new LockKeeper(this.#ports, limitsFrom(view, limits));
    const handler = new CommandHandler(this.#ports, this.#options, view, keeper);
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
      new LockSweep(this.#ports, keeper, schedulerId).run(all),
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
