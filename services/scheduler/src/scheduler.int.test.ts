import assert from 'node:assert/strict';
import { test } from 'node:test';
import { systemClock } from '@tiphys/clock/system';
import { applyTransition, isFinished, newDraft, type WorkflowState } from '@tiphys/engine';
import { InvariantChecker, type Random, randomWorkflow, seededRandom } from '@tiphys/engine/testing';
import type { RecordedTransition, Verdict, WorkflowRef } from '@tiphys/event-log';
import { connectJetStream, type JetStreamBroker } from '@tiphys/event-log/jetstream';
import { JetStreamResourceStore } from '@tiphys/resource-store/jetstream';
import { passingTracer, silentLogger, silentMetrics } from '@tiphys/service-kit';
import { ownNats, watchLeaks } from '@tiphys/testkit';
import { Scheduler } from './scheduler.ts';
import { SimulatedAgent } from './testing/simulated-agent.ts';

const WORKFLOWS = 200;
/** What the loaded machine may need for all of them. */
const PATIENCE_MS = 240_000;

const counter = silentMetrics.counter('', { description: '', unit: '1' });

/** One process's scheduler: a connection of its own. */
class Process {
  readonly #broker: JetStreamBroker;
  readonly #stop = new AbortController();
  readonly #done: Promise<void>;
  #stopped: Promise<void> | undefined;

  constructor(url: string, name: string) {
    this.#broker = connectJetStream({ servers: [url], name, logger: silentLogger });
    const kit = { clock: systemClock, logger: silentLogger, tracer: passingTracer };
    const metrics = { commandsHandled: counter, commandsRetried: counter };
    const options = { schedulerId: name, concurrency: 16, cachedWorkflows: 20, agentLeaseMs: 600_000 };
    const resources = new JetStreamResourceStore({
      connection: (signal) => this.#broker.connection(signal),
    });
    const ports = { ...this.#broker, ...kit, metrics, resources };
    this.#done = new Scheduler(ports, options).run(this.#stop.signal);
  }

  stop(): Promise<void> {
    this.#stopped ??= this.#end();
    return this.#stopped;
  }

  async #end(): Promise<void> {
    this.#stop.abort();
    await this.#done;
    await this.#broker.close();
  }
}

/** What a history tells, event by event. */
class Followed {
  readonly #draft = newDraft();
  readonly #checker = new InvariantChecker();
  readonly #claimed = new Set<string>();
  #version = 0;

  get ended(): boolean {
    return this.#draft.deleted || isFinished(this.#draft);
  }

  take({ transition, version }: RecordedTransition): void {
    assert.ok(version > this.#version, 'versions grow');
    this.#version = version;
    // What came before a deletion may have been purged before this looked.
    if (transition.events.at(-1)?.type === 'workflowDeleted') {
      this.#draft.deleted = true;
      return;
    }
    for (const event of transition.events) {
      this.#checker.before(this.#draft as WorkflowState, event);
      if (event.type === 'attemptClaimed') this.#claim(`${event.nodeId}/${event.attempt}`);
      applyTransition(this.#draft, { ...transition, events: [structuredClone(event)], agenda: [] });
    }
    this.#draft.agenda = [...transition.agenda];
  }

  /** What must hold at the end. */
  check(): void {
    if (!this.#draft.deleted) this.#checker.atEnd(this.#draft as WorkflowState);
  }

  #claim(attempt: string): void {
    assert.ok(!this.#claimed.has(attempt), `${attempt} is claimed once`);
    this.#claimed.add(attempt);
  }
}

/** Submits the workflows, and asks for the end of some of them. @returns the answers. */
async function submit(broker: JetStreamBroker, random: Random): Promise<Promise<Verdict | undefined>[]> {
  const refs: WorkflowRef[] = [];
  const answers: Promise<Verdict | undefined>[] = [];
  const wishes = ['stopWorkflow', 'terminateWorkflow', 'deleteWorkflow'] as const;
  for (let index = 0; index < WORKFLOWS; index += 1) {
    const ref = { uid: `uid-${index}`, namespace: 'default', name: `wf-${index}` };
    const manifest = randomWorkflow(random, ref.name);
    assert.ok(await broker.names.reserve(ref.namespace, ref.name, ref.uid));
    const workflow = { ...manifest, metadata: { ...manifest.metadata, ...ref } };
    const command = { type: 'createWorkflow', workflow } as const;
    await broker.commands.publish({ id: `create-${ref.uid}`, ref, command, traceparent: '' });
    refs.push(ref);
    if (!random.chance(0.2)) continue;
    const wish = { id: `wish-${index}`, ref: random.pick(refs), command: { type: random.pick(wishes) } };
    answers.push(broker.commands.request({ ...wish, traceparent: '' }, PATIENCE_MS));
  }
  return answers;
}

/** Follows until all have ended. @param onEnd told how many have. */
async function followAll(
  broker: JetStreamBroker,
  onEnd: (ended: number) => void,
): Promise<Map<string, Followed>> {
  const histories = new Map<string, Followed>();
  const ended = new Set<string>();
  for await (const item of broker.history.follow({ afterVersion: 0 }, AbortSignal.timeout(PATIENCE_MS))) {
    if ('caughtUp' in item) continue;
    const { uid } = item.ref;
    const followed = histories.get(uid) ?? new Followed();
    histories.set(uid, followed);
    followed.take(item);
    if (followed.ended) ended.add(uid);
    onEnd(ended.size);
    if (ended.size === WORKFLOWS) break;
  }
  const running = [...histories].filter(([, each]) => !each.ended).map(([uid]) => uid);
  assert.deepEqual([histories.size, running], [WORKFLOWS, []], 'all are there, and have ended');
  return histories;
}

test('two schedulers, one of them replaced, and 200 workflows: all end, and every history is valid', async () => {
  const leaks = await watchLeaks('tiphys.test=none');
  const nats = await ownNats();
  const stop = new AbortController();
  const connect = (name: string) => connectJetStream({ servers: [nats.url], name, logger: silentLogger });
  const broker = connect('test');
  const agentBroker = connect('agent');
  const random = seededRandom(20_261_124);
  const agent = new SimulatedAgent(agentBroker, 'agent-1', random);
  const processes = [new Process(nats.url, 's1'), new Process(nats.url, 's2')];
  try {
    await broker.ready();
    const working = agent.run(stop.signal).catch((error: unknown) => {
      if (!stop.signal.aborted) throw error;
    });
    const following = followAll(broker, (ended) => {
      if (ended !== WORKFLOWS / 4 || processes.length > 2) return;
      void processes[0]?.stop();
      processes.push(new Process(nats.url, 's3'));
    });
    const answers = await submit(broker, random);
    const histories = await following;
    assert.equal(processes.length, 3, 'one has been replaced');
    for (const each of histories.values()) each.check();
    for (const [attempt, count] of agent.runs) assert.equal(count, 1, attempt);
    for (const verdict of await Promise.all(answers))
      assert.ok(verdict !== undefined, 'everybody is answered');
    await Promise.all(processes.map((process) => process.stop()));
    assert.deepEqual(await broker.agents.assignments('agent-1'), [], 'nobody holds anything');
    stop.abort();
    await working;
  } finally {
    stop.abort();
    await Promise.all(processes.map((process) => process.stop()));
    await Promise.all([broker.close(), agentBroker.close()]);
    await nats.stop();
  }
  await leaks.assertNone();
});
