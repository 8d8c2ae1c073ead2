import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { testDocker } from '@tiphys/testkit';
import { eventually } from './eventually.ts';
import { type GateKey, type Gates, gateName } from './gates.ts';

const GATE = '/tmp/gate';

/** As `docker events` tells it. */
interface ContainerEvent {
  Action: string;
  Actor: { ID: string; Attributes: Record<string, string> };
}

/**
 * Gates for commands in containers: files inside them, made through the engine. Starts are counted by the engine
 * itself, which tells everybody of each container that it makes and starts.
 */
export class ContainerGates implements Gates {
  readonly #events: ContainerEvent[] = [];
  readonly #stream: Readable;

  private constructor(stream: Readable, agentIds: ReadonlySet<string>) {
    this.#stream = stream;
    const lines = createInterface({ input: stream });
    lines.on('line', (line) => {
      const event: ContainerEvent = JSON.parse(line);
      if (agentIds.has(event.Actor.Attributes['tiphys.agent-id'] ?? '')) this.#events.push(event);
    });
    // Closed in the middle of an answer.
    for (const emitter of [stream, lines]) emitter.on('error', () => undefined);
  }

  /** @param agentIds whose containers count. */
  static async listen(agentIds: readonly string[]): Promise<ContainerGates> {
    // Several labels would have to be there all at once: which agent's they are is looked at here.
    const filters = { type: ['container' as const], label: ['tiphys.agent-id'] };
    const stream = await testDocker().getEvents({ filters });
    return new ContainerGates(stream as unknown as Readable, new Set(agentIds));
  }

  close(): void {
    this.#stream.destroy();
  }

  begin(key: GateKey): string {
    return `echo begun ${gateName(key)}`;
  }

  wait(): string {
    return `until [ -e ${GATE} ]; do sleep 0.1; done`;
  }

  async begun(key: GateKey): Promise<void> {
    await eventually(`${gateName(key)} runs`, () => this.#of(key, 'start')[0]);
  }

  async open(key: GateKey): Promise<void> {
    const [started] = this.#of(key, 'start');
    if (started === undefined) throw new Error(`${gateName(key)} does not run`);
    const container = testDocker().getContainer(started.Actor.ID);
    const exec = await container.exec({ Cmd: ['touch', GATE] });
    const answer = await exec.start({ Detach: true });
    // Read to its end: else its connection stays.
    answer.resume();
  }

  /** Containers made and containers started: once each, where all is well. */
  starts(key: GateKey): number {
    return Math.max(this.#of(key, 'create').length, this.#of(key, 'start').length);
  }

  #of({ workflow, template }: GateKey, action: string): ContainerEvent[] {
    return this.#events.filter(
      ({ Action, Actor: { Attributes } }) =>
        Action === action &&
        Attributes['tiphys.workflow'] === workflow &&
        Attributes['tiphys.template'] === template,
    );
  }
}
