import type { Clock } from '@tiphys/clock';
import { applyTransition, decide, newDraft, type WorkflowDraft } from '@tiphys/engine';
import type { CommandDelivery, EventLogPorts } from '@tiphys/event-log';

/** The engine behind the api: decides commands and appends; hands nothing out. */
export class DecidingScheduler {
  readonly #ports: Pick<EventLogPorts, 'commands' | 'history' | 'names'>;
  readonly #clock: Clock;
  readonly #stop = new AbortController();

  constructor(ports: Pick<EventLogPorts, 'commands' | 'history' | 'names'>, clock: Clock) {
    this.#ports = ports;
    this.#clock = clock;
  }

  start(): void {
    const options = { consumerId: 'test', concurrency: 4 };
    void this.#ports.commands.consume(options, (delivery) => this.#handle(delivery), this.#stop.signal);
  }

  stop(): void {
    this.#stop.abort();
  }

  async #handle({ command, reply, ack }: CommandDelivery): Promise<void> {
    const { ref, id, traceparent } = command;
    const { history, names } = this.#ports;
    const draft: WorkflowDraft = newDraft();
    let version = 0;
    for await (const recorded of history.read(ref.uid)) {
      applyTransition(draft, recorded.transition);
      version = recorded.version;
    }
    const result = decide(draft, { id, at: this.#clock.now(), command: command.command });
    if (result.ok && result.transition !== undefined) {
      version = await history.append(ref, result.transition, version, traceparent);
      if (draft.deleted) await names.release(ref.namespace, ref.name, ref.uid);
    }
    const rejection = result.ok ? undefined : { code: result.code, message: result.message };
    reply({ commandId: id, rejection, version });
    await ack();
  }
}
