import type { Clock } from '@tiphys/clock';
import { DELIVERY_POLICY, type DeliveryPolicy } from '../delivery/delivery-policy.ts';
import type { EventLogPorts } from '../event-log-ports.ts';
import { type Faults, noFaults } from './faults.ts';
import { Gate } from './gate.ts';
import { HistoryState } from './history-state.ts';
import { type AgentState, MemoryAgentRegistry } from './memory-agent-registry.ts';
import { MemoryCacheStore } from './memory-cache-store.ts';
import { type CommandState, MemoryCommandQueue } from './memory-command-queue.ts';
import { MemoryHistoryLog } from './memory-history-log.ts';
import { type LockState, MemoryLockStore } from './memory-lock-store.ts';
import { LogState, MemoryLogStore } from './memory-log-store.ts';
import { MemoryNameRegistry } from './memory-name-registry.ts';
import { MemoryTaskQueue } from './memory-task-queue.ts';
import { MemoryWorkQueue } from './memory-work-queue.ts';

/** As the local server is set up: 8 MiB. */
const MAX_PAYLOAD_BYTES = 8 * 1024 * 1024;

export interface MemoryBrokerOptions {
  faults?: Faults;
  policy?: Partial<DeliveryPolicy>;
  maxPayloadBytes?: number;
}

/** One process's ports. */
export interface MemoryConnection extends EventLogPorts {
  readonly name: string;
  /**
   * The process has died: its iterators end, its calls fail and reach nothing, what it held comes again after the
   * ack wait. What it had sent stays sent.
   */
  disconnect(): void;
}

/**
 * A broker in memory, for simulations and tests: all eight ports, as durable as the object. Every wait is on the
 * clock, and nothing is drawn but by the faults: under a virtual clock a run repeats exactly.
 */
export class MemoryBroker implements EventLogPorts {
  readonly history: EventLogPorts['history'];
  readonly commands: EventLogPorts['commands'];
  readonly tasks: EventLogPorts['tasks'];
  readonly logs: EventLogPorts['logs'];
  readonly names: EventLogPorts['names'];
  readonly agents: EventLogPorts['agents'];
  readonly locks: EventLogPorts['locks'];
  readonly caches: EventLogPorts['caches'];
  readonly #clock: Clock;
  readonly #faults: Faults;
  readonly #policy: DeliveryPolicy;
  readonly #maxPayload: number;
  readonly #histories: HistoryState;
  readonly #commands: CommandState;
  readonly #tasks: MemoryWorkQueue;
  readonly #cancels: MemoryWorkQueue;
  readonly #logs = new LogState();
  readonly #names = new Map<string, string>();
  readonly #locks: LockState = { records: new Map(), revision: 0 };
  readonly #caches = new Map<string, string>();
  readonly #agents: AgentState = {
    heartbeats: new Map(),
    assignments: new Map(),
    revision: 0,
    pools: new Map(),
  };

  constructor(clock: Clock, options: MemoryBrokerOptions = {}) {
    this.#clock = clock;
    this.#faults = options.faults ?? noFaults;
    this.#policy = { ...DELIVERY_POLICY, ...options.policy };
    this.#maxPayload = options.maxPayloadBytes ?? MAX_PAYLOAD_BYTES;
    const { commandAckWaitMs, taskAckWaitMs, cancelAckWaitMs, duplicateWindowMs, tombstoneMs } = this.#policy;
    const queue = (operation: 'commands.deliver' | 'tasks.deliver' | 'cancels.deliver', ackWaitMs: number) =>
      new MemoryWorkQueue({ clock, ackWaitMs, duplicateWindowMs, operation });
    this.#histories = new HistoryState(clock, tombstoneMs);
    this.#commands = {
      queue: queue('commands.deliver', commandAckWaitMs),
      timers: new Map(),
      askers: new Map(),
    };
    this.#tasks = queue('tasks.deliver', taskAckWaitMs);
    this.#cancels = queue('cancels.deliver', cancelAckWaitMs);
    const { history, commands, tasks, logs, names, agents, locks, caches } = this.connect('default');
    this.history = history;
    this.commands = commands;
    this.tasks = tasks;
    this.logs = logs;
    this.names = names;
    this.agents = agents;
    this.locks = locks;
    this.caches = caches;
  }

  /** A connection of its own, for what is to die by itself. @param name for the faults. */
  connect(name: string): MemoryConnection {
    const gate = new Gate(name, this.#clock, this.#faults);
    return {
      name,
      history: new MemoryHistoryLog(gate, this.#histories, this.#maxPayload),
      commands: new MemoryCommandQueue(gate, this.#commands, this.#policy, this.#maxPayload),
      tasks: new MemoryTaskQueue(gate, this.#tasks, this.#cancels, this.#maxPayload),
      logs: new MemoryLogStore(gate, this.#logs, this.#maxPayload),
      names: new MemoryNameRegistry(gate, this.#names),
      agents: new MemoryAgentRegistry(gate, this.#agents),
      locks: new MemoryLockStore(gate, this.#locks),
      caches: new MemoryCacheStore(gate, this.#caches, this.#maxPayload),
      disconnect: () => gate.close(),
    };
  }

  /** How much lies in the queues and registries; all zero when everything has ended and been deleted. */
  leftovers(): {
    commands: number;
    timers: number;
    tasks: number;
    cancels: number;
    names: number;
    assignments: number;
    locks: number;
  } {
    const sum = (maps: Iterable<{ size: number }>): number =>
      [...maps].reduce((total, { size }) => total + size, 0);
    return {
      commands: this.#commands.queue.size,
      timers: sum(this.#commands.timers.values()),
      tasks: this.#tasks.size,
      cancels: this.#cancels.size,
      names: this.#names.size,
      assignments: sum(this.#agents.assignments.values()),
      locks: this.#locks.records.size,
    };
  }
}
